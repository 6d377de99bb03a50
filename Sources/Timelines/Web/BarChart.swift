import Mustache

/// Bars below one another, drawn by the server: each with its name and its number in words, so that no colour is
/// needed. What covers part of a year is hatched, and says so.
struct BarChart: MustacheParent {
    struct Bar {
        let label: String
        let text: String
        let value: Int
        var isPartial = false
    }

    let title: String
    let bars: [Bar]

    private static let step = 34
    private static let width = 320

    func child(named name: String) -> Any? {
        switch name {
        case "chartTitle": title
        case "chartHeight": "\(bars.count * Self.step + 4)"
        case "chartBars":
            bars.enumerated().map { index, bar in
                BarView(bar: bar, top: index * Self.step, width: length(of: bar))
            }
        default: nil
        }
    }

    private func length(of bar: Bar) -> Int {
        let most = bars.map(\.value).max() ?? 0
        return most == 0 ? 0 : max(1, bar.value * Self.width / most)
    }
}

private struct BarView: MustacheParent {
    let bar: BarChart.Bar
    let top: Int
    let width: Int

    func child(named name: String) -> Any? {
        switch name {
        case "barLabel": bar.label
        case "barText": bar.text
        case "textTop": "\(top + 13)"
        case "barTop": "\(top + 18)"
        case "barWidth": "\(width)"
        case "isPartialBar": bar.isPartial
        default: nil
        }
    }
}

/// The share that still waits, as a line that goes down in steps.
struct WaitingChart: MustacheParent {
    let title: String
    /// Days and of a hundred how many wait, in the order of days.
    let points: [(day: Int, waiting: Int)]
    let daysText: (Int) -> String

    private static let (left, top, width, height) = (34, 8, 276, 140)

    private var last: Int { max(1, points.last?.day ?? 1) }

    private func x(_ day: Int) -> Int { Self.left + day * Self.width / last }
    private func y(_ share: Int) -> Int { Self.top + (100 - share) * Self.height / 100 }

    func child(named name: String) -> Any? {
        switch name {
        case "chartTitle": title
        case "linePath": path
        case "rules": [100, 75, 50, 25, 0].map { RuleView(text: "\($0)%", height: y($0)) }
        case "days": [0, last / 2, last].map { DayView(text: daysText($0), place: x($0), isLast: $0 == last) }
        default: nil
        }
    }

    private var path: String {
        var path = "M\(x(0)) \(y(100))"
        for point in points { path += "H\(x(point.day))V\(y(point.waiting))" }
        return path
    }
}

private struct RuleView: MustacheParent {
    let text: String
    let height: Int

    func child(named name: String) -> Any? {
        switch name {
        case "ruleText": text
        case "ruleHeight": "\(height)"
        case "ruleBase": "\(height + 4)"
        default: nil
        }
    }
}

private struct DayView: MustacheParent {
    let text: String
    let place: Int
    let isLast: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "dayText": text
        case "dayPlace": "\(place)"
        case "dayAnchor": isLast ? "end" : place < 50 ? "start" : "middle"
        default: nil
        }
    }
}
