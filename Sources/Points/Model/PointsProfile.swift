import Core

/// Inputs that were checked against what a system asks.
package struct PointsProfile: Sendable {
    package internal(set) var values: [String: PointsValue]
    /// The column of points that the system's variants choose.
    let variant: String?

    /// - Throws: `invalid` naming every input that is missing, unknown, of the wrong type or out of range; levels of
    ///   one ability as `first_language_clb/listening`.
    package init(_ values: [String: PointsValue], of system: PointsSystem) throws {
        var validation = Validation()
        for name in values.keys.sorted() where system.inputs[name] == nil {
            validation.refuse(Self.escaped(name), "unknown_field")
        }
        for (name, input) in system.inputs.sorted(by: { $0.key < $1.key }) {
            guard let value = values[name], value != .absent else {
                if !input.isOptional { validation.refuse(name, "required") }
                continue
            }
            Self.check(value, name, input, &validation)
        }
        try validation.check()
        self.init(checked: values.filter { $0.value != .absent }, of: system)
    }

    /// Values that are known to fit.
    init(checked values: [String: PointsValue], of system: PointsSystem) {
        self.values = values
        variant = system.variants.map { values[$0.input]?.truth == true ? $0.yes : $0.no }
    }

    private static func check(
        _ value: PointsValue, _ name: String, _ input: PointsInput, _ validation: inout Validation
    ) {
        switch (input.type, value) {
        case (.boolean, .boolean): break
        case (.integer, .number(let number)):
            if number != number.rounded() {
                validation.refuse(name, "wrong_type")
            } else {
                check(number, name, PointsLabels.shipped.range(name), &validation)
            }
        case (.number, .number(let number)): check(number, name, PointsLabels.shipped.range(name), &validation)
        case (.choice, .text(let text)): validation.choice(text, name, of: input.values ?? [])
        case (.levels, .levels(let levels)): check(levels, name, input.levels, &validation)
        default: validation.refuse(name, "wrong_type")
        }
    }

    private static func check(
        _ number: Double, _ name: String, _ range: ClosedRange<Int>, _ validation: inout Validation
    ) {
        validation.require(
            number >= Double(range.lowerBound) && number <= Double(range.upperBound), name, "out_of_range",
            ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"])
    }

    private static func check(
        _ levels: [String: Double], _ name: String, _ range: ClosedRange<Int>, _ validation: inout Validation
    ) {
        for ability in levels.keys.sorted() where !PointsInput.abilities.contains(ability) {
            validation.refuse("\(name)/\(escaped(ability))", "unknown_field")
        }
        for ability in PointsInput.abilities {
            let field = "\(name)/\(ability)"
            guard let level = levels[ability] else {
                validation.refuse(field, "required")
                continue
            }
            validation.require(level == level.rounded(), field, "wrong_type")
            check(level, field, range, &validation)
        }
    }

    /// A name may hold what separates the parts of a pointer (RFC 6901, section 3).
    static func escaped(_ name: String) -> String {
        String(name.prefix(60)).replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
