import Core

/// What must hold of rules before anybody computes with them: each name that they use is there and of the right kind,
/// rows go upwards, and nothing is counted that the evaluator does not know.
struct PointsRulesCheck {
    typealias Refusal = ImportReport.Refusal

    let system: PointsSystem
    /// Places of the record: `/factors/2/input`.
    typealias Place = String

    init(_ system: PointsSystem) { self.system = system }

    /// - Throws: the first thing that is wrong.
    func check(on today: CivilDay) throws(Refusal) {
        try checkHead(on: today)
        try checkInputs()
        try checkDerived()
        try checkFactors()
        try checkGroups()
        try checkGates()
        try checkMarks()
    }

    // MARK: Name, days, sources

    private func checkHead(on today: CivilDay) throws(Refusal) {
        try require(!system.id.isEmpty && UserText.slug(system.id) == system.id, "/id", "wrong_form")
        try require(ISOCountry.isCode(system.country), "/country", "unknown_country")
        for (place, text) in [("/name", system.name), ("/authority", system.authority), ("/status", system.status)] {
            try require(UserText.visibleLength(text) > 0, place, "required")
            try require(text.count <= 200, place, "too_long", ["max": "200"])
        }
        try require(Self.confidences.contains(system.confidence), "/confidence", "unknown_choice")
        let from = try day(system.effectiveFrom, "/effective_from")
        let to = try day(system.effectiveTo, "/effective_to")
        if let from, let to { try require(from <= to, "/effective_to", "below_minimum") }
        guard let known = try day(system.asOf, "/as_of") else { return }
        try require(known <= today, "/as_of", "day_ahead")
        for (number, id) in system.pathwayIDs.enumerated() {
            try require(UserText.slug(id) == id, "/pathway_ids/\(number)", "wrong_form")
        }
        try checkSources()
    }

    private func checkSources() throws(Refusal) {
        try require(!system.sources.isEmpty, "/sources", "required")
        for (number, source) in system.sources.enumerated() {
            let place = "/sources/\(number)"
            try require(UserText.visibleLength(source.name) > 0, "\(place)/name", "required")
            if let url = source.url { try require(SourceAddress.isOne(url), "\(place)/url", "link_form") }
            _ = try day(source.asOf, "\(place)/as_of")
        }
    }

    private static let confidences: Set<String> = ["high", "medium", "low"]

    private func day(_ text: String?, _ place: Place) throws(Refusal) -> CivilDay? {
        guard let text else { return nil }
        guard let day = CivilDay(text) else { throw Refusal(place, "day_form") }
        return day
    }

    // MARK: Inputs and what is derived from them

    private func checkInputs() throws(Refusal) {
        try require(!system.inputs.isEmpty, "/inputs", "required")
        for (name, input) in system.inputs.sorted(by: { $0.key < $1.key }) {
            let place = "/inputs/\(PointsProfile.escaped(name))"
            // Forms have a field of this name already.
            try require(isName(name) && name == name.lowercased() && name != "on", place, "wrong_form")
            try require(input.levels.upperBound <= 20, "\(place)/scale", "wrong_form")
            guard input.type == .choice else { continue }
            let values = input.values ?? []
            try require(!values.isEmpty, "\(place)/values", "required")
            try require(Set(values).count == values.count, "\(place)/values", "listed_twice")
            for (number, value) in values.enumerated() {
                try require(isName(value, begins: false), "\(place)/values/\(number)", "wrong_form")
            }
        }
        guard let variants = system.variants else { return }
        _ = try input(variants.input, [.boolean], "/variants/input")
        try require(!variants.yes.isEmpty && !variants.no.isEmpty, "/variants", "required")
        try require(variants.yes != variants.no, "/variants/false", "listed_twice")
    }

    private func checkDerived() throws(Refusal) {
        var known = Set(system.inputs.keys)
        for (number, value) in system.derived.enumerated() {
            let place = "/derived/\(number)"
            try require(isName(value.id), "\(place)/id", "wrong_form")
            try require(known.insert(value.id).inserted, "\(place)/id", "listed_twice")
            switch value.type {
            case "bands": _ = try input(value.input, [.integer, .number], "\(place)/input")
            case "lowest_ability_bands": _ = try input(value.input, [.levels], "\(place)/input")
            case "map":
                let choices = try input(value.input, [.choice], "\(place)/input").values ?? []
                try require(value.map?.isEmpty == false, "\(place)/map", "required")
                try check(keys: value.map ?? [:], among: Set(choices), "\(place)/map")
                continue
            default: throw Refusal("\(place)/type", "unknown_choice")
            }
            let rows = value.rows ?? []
            try check(rows, "\(place)/rows")
            for (row, band) in rows.enumerated() {
                try require(band.value?.isEmpty == false, "\(place)/rows/\(row)/value", "required")
            }
        }
    }

    // MARK: Gates and marks

    private func checkGates() throws(Refusal) {
        for (number, gate) in system.gates.enumerated() {
            let place = "/gates/\(number)"
            try require(UserText.visibleLength(gate.text) > 0, "\(place)/text", "required")
            if let check = gate.check { try self.check(check, "\(place)/check") }
        }
        guard let bypass = system.bypass else { return }
        try check(bypass.when, "/bypass/when")
        try require(!bypass.result.isEmpty, "/bypass/result", "required")
    }

    private func check(_ check: PointsCheck, _ place: Place) throws(Refusal) {
        let named = "\(place)/input"
        switch check {
        case .any(let checks):
            try require(!checks.isEmpty, "\(place)/any", "required")
            for (number, check) in checks.enumerated() { try self.check(check, "\(place)/any/\(number)") }
        case .isTrue(let name): _ = try input(name, [.boolean], named)
        case .atLeast(let name, _), .atMost(let name, _): _ = try input(name, [.integer, .number], named)
        case .lowestAtLeast(let name, _): _ = try input(name, [.levels], named)
        case .isOneOf(let name, let values):
            let choices = Set(try input(name, [.choice], named).values ?? [])
            try require(!values.isEmpty, "\(place)/value", "required")
            for (number, value) in values.enumerated() {
                try require(choices.contains(value), "\(place)/value/\(number)", "unknown_choice")
            }
        }
    }

    private func checkMarks() throws(Refusal) {
        if let most = system.maxTotal { try range(most, "/max_total", 1...100_000) }
        if let mark = system.passMark { try range(mark, "/pass_mark", 0...max(system.most, 0)) }
    }
}
