/// Measures in Prometheus' text format, version 0.0.4.
package struct Exposition: Sendable {
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    package typealias Labels = [(name: String, value: String)]

    package private(set) var text = ""

    package init() {}

    /// A number that only grows: `…_total`.
    package mutating func counter(_ name: String, _ help: String, _ samples: [(Labels, Int)]) {
        begin(name, "counter", help)
        for (labels, value) in samples { line(name, labels, "\(value)") }
    }

    package mutating func counter(_ name: String, _ help: String, _ value: Int) { counter(name, help, [([], value)]) }

    /// A number that rises and falls.
    package mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        begin(name, "gauge", help)
        line(name, [], "\(value)")
    }

    package mutating func histogram(
        _ name: String, _ help: String, _ samples: [(label: (name: String, value: String)?, Histogram)]
    ) {
        begin(name, "histogram", help)
        for (label, histogram) in samples {
            let counts = histogram.cumulative
            let labels = label.map { [$0] } ?? []
            let bounds = histogram.bounds.map { "\($0)" } + ["+Inf"]
            for (bound, count) in zip(bounds, counts) {
                line(name + "_bucket", labels + [("le", bound)], "\(count)")
            }
            line(name + "_sum", labels, "\(histogram.sum)")
            line(name + "_count", labels, "\(counts.last ?? 0)")
        }
    }

    private mutating func begin(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, letter in
            switch letter {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(letter)
            }
        }
    }
}
