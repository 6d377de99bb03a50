import Core

extension PointsRulesCheck {
    // MARK: Factors and groups

    func checkFactors() throws(Refusal) {
        try require(!system.factors.isEmpty, "/factors", "required")
        var known: Set<String> = []
        for (number, factor) in system.factors.enumerated() {
            let place = "/factors/\(number)"
            try require(isName(factor.id), "\(place)/id", "wrong_form")
            try check(factor.rule, known, place)
            try require(known.insert(factor.id).inserted, "\(place)/id", "listed_twice")
        }
    }

    private func check(_ rule: PointsFactor.Rule, _ known: Set<String>, _ place: Place) throws(Refusal) {
        switch rule {
        case .bands(let name, let rows):
            _ = try input(name, [.integer, .number], "\(place)/input")
            try check(pointsOf: rows, "\(place)/rows")
        case .lookup(let name, let points):
            let choices = Set(try input(name, [.choice], "\(place)/input").values ?? [])
            try check(keys: points, among: choices, "\(place)/points")
            for (value, scale) in points.sorted(by: { $0.key < $1.key }) {
                try check(scale, "\(place)/points/\(PointsProfile.escaped(value))")
            }
        case .flag(let name, let points):
            _ = try input(name, [.boolean], "\(place)/input")
            try check(points, "\(place)/points")
        case .perUnit(let name, let points):
            _ = try input(name, [.integer, .number], "\(place)/input")
            try check(points, "\(place)/points_per_unit")
        case .perAbility(let name, let abilities, let rows, let cap):
            _ = try input(name, [.levels], "\(place)/input")
            try check(abilities: abilities, "\(place)/abilities")
            try check(pointsOf: rows, "\(place)/rows")
            if let cap { try check(cap, "\(place)/cap") }
        case .matrix(let row, let col, let table): try check(table, row, col, place)
        case .tradeable(let points, let requires, let options):
            try check(points, "\(place)/points")
            for (number, id) in requires.enumerated() {
                try require(known.contains(id), "\(place)/requires/\(number)", "unknown_part")
            }
            try check(options, place)
        }
    }

    private func check(abilities: [String], _ place: Place) throws(Refusal) {
        try require(!abilities.isEmpty, place, "required")
        try require(Set(abilities).count == abilities.count, place, "listed_twice")
        for (number, ability) in abilities.enumerated() {
            try require(PointsInput.abilities.contains(ability), "\(place)/\(number)", "unknown_choice")
        }
    }

    private func check(
        _ table: [String: [String: PointsScale]], _ row: String, _ col: String, _ place: Place
    ) throws(Refusal) {
        let (rows, cols) = (try words(row, "\(place)/row"), try words(col, "\(place)/col"))
        try require(!table.isEmpty, "\(place)/table", "required")
        try check(keys: table, among: rows, "\(place)/table")
        for (word, cells) in table.sorted(by: { $0.key < $1.key }) {
            let place = "\(place)/table/\(PointsProfile.escaped(word))"
            try check(keys: cells, among: cols, place)
            for (word, scale) in cells.sorted(by: { $0.key < $1.key }) {
                try check(scale, "\(place)/\(PointsProfile.escaped(word))")
            }
        }
    }

    private func check(_ options: [TradeableOption], _ place: Place) throws(Refusal) {
        try require(!options.isEmpty, "\(place)/options", "required")
        for name in [TradeableOption.salary, TradeableOption.hours] {
            _ = try input(name, [.integer, .number], "/inputs/\(name)")
        }
        for (number, option) in options.enumerated() {
            let place = "\(place)/options/\(number)"
            try require(!option.option.isEmpty, "\(place)/option", "required")
            try require((0...1e8).contains(option.minSalary), "\(place)/min_salary", "wrong_form")
            try require((0...10).contains(option.fraction), "\(place)/fraction", "wrong_form")
            let rate = option.goingRate ?? TradeableOption.goingRate
            _ = try input(rate, [.integer, .number], "\(place)/going_rate")
            for (number, condition) in option.conditions.enumerated() {
                _ = try input(condition, [.boolean], "\(place)/conditions/\(number)")
            }
        }
    }

    func checkGroups() throws(Refusal) {
        var known = Set(system.factors.map(\.id))
        for (number, group) in system.groups.enumerated() {
            let place = "/groups/\(number)"
            try require(isName(group.id), "\(place)/id", "wrong_form")
            try check(parts: group.members, among: known, "\(place)/members")
            if let cap = group.cap { try check(cap, "\(place)/cap") }
            try require(known.insert(group.id).inserted, "\(place)/id", "listed_twice")
        }
        try check(parts: system.totalOf, among: known, "/total_of")
    }

    private func check(parts: [String], among known: Set<String>, _ place: Place) throws(Refusal) {
        try require(!parts.isEmpty, place, "required")
        try require(Set(parts).count == parts.count, place, "listed_twice")
        for (number, part) in parts.enumerated() {
            try require(known.contains(part), "\(place)/\(number)", "unknown_part")
        }
    }

    // MARK: Parts of all rules

    func require(
        _ condition: Bool, _ place: Place, _ code: String, _ arguments: [String: String] = [:]
    ) throws(Refusal) {
        if !condition { throw Refusal(place, code, arguments) }
    }

    func range(_ number: Int, _ place: Place, _ range: ClosedRange<Int>) throws(Refusal) {
        let ends = ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"]
        try require(range.contains(number), place, "out_of_range", ends)
    }

    func isName(_ text: String, begins: Bool = true) -> Bool {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
        return isPlain && (1...40).contains(text.utf8.count) && !(begins && text.utf8.first.map { $0 < 0x41 } ?? true)
    }

    /// The input of a name, of one of these kinds.
    func input(_ name: String, _ kinds: Set<PointsInput.Kind>, _ place: Place) throws(Refusal) -> PointsInput {
        guard let input = system.inputs[name], kinds.contains(input.type) else {
            throw Refusal(place, "unknown_input", ["name": String(name.prefix(60))])
        }
        return input
    }

    /// The words by which a table may be read.
    private func words(_ name: String, _ place: Place) throws(Refusal) -> Set<String> {
        if let derived = system.derived.first(where: { $0.id == name }) {
            return Set(derived.map.map { Array($0.values) } ?? (derived.rows ?? []).compactMap(\.value))
        }
        let input = try input(name, [.choice, .boolean], place)
        return input.type == .boolean ? ["true", "false"] : Set(input.values ?? [])
    }

    func check<Value>(keys: [String: Value], among known: Set<String>, _ place: Place) throws(Refusal) {
        for key in keys.keys.sorted() {
            try require(known.contains(key), "\(place)/\(PointsProfile.escaped(key))", "unknown_choice")
        }
    }

    /// Rows go upwards; the first may be open below, the last above.
    func check(_ rows: [PointsBand], _ place: Place) throws(Refusal) {
        try require(!rows.isEmpty, place, "required")
        var end = -Double.infinity
        for (number, row) in rows.enumerated() {
            let isAfter = number == 0 || row.min.map { $0 > end } ?? false
            try require(isAfter, "\(place)/\(number)/min", "rows_order")
            end = row.max ?? .infinity
            try require(row.min.map { $0 <= end } ?? true, "\(place)/\(number)/max", "below_minimum")
        }
    }

    private func check(pointsOf rows: [PointsBand], _ place: Place) throws(Refusal) {
        try check(rows, place)
        for (number, row) in rows.enumerated() { try check(row.points, "\(place)/\(number)/points") }
    }

    private func check(_ scale: PointsScale?, _ place: Place) throws(Refusal) {
        switch scale {
        case nil: throw Refusal(place, "required")
        case .same(let points): try range(points, place, Self.points)
        case .byVariant(let byVariant):
            let names = system.variants.map { [$0.yes, $0.no] } ?? []
            try require(!names.isEmpty && Set(byVariant.keys) == Set(names), place, "wrong_form")
            for name in names.sorted() {
                try range(byVariant[name] ?? 0, "\(place)/\(PointsProfile.escaped(name))", Self.points)
            }
        }
    }

    private static let points = 0...10_000
}
