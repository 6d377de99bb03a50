import Core
import Testing

@testable import Timelines

/// All that can be reckoned from counts of sets by adding and subtracting them, as often as one likes: whoever knows the
/// counts of some unions of atoms knows those of every set in the space that these span, and of no other.
struct Subtraction {
    struct Found: Hashable {
        let atoms: [Bool]
        let count: Int
    }

    /// Reduced rows: in the column of its pivot each is alone.
    private var rows: [[Double]] = []
    private let width: Int
    private(set) var contradicts = false

    private static let grain = 1e-6

    /// - Parameter known: of each set its atoms and its count.
    init(_ known: [(atoms: [Bool], count: Int)]) {
        width = known.first?.atoms.count ?? 0
        for (atoms, count) in known { add(atoms.map { $0 ? 1 : 0 } + [Double(count)]) }
    }

    private func pivot(of row: [Double]) -> Int? { row.prefix(width).firstIndex { abs($0) > Self.grain } }

    private mutating func add(_ vector: [Double]) {
        var new = vector
        for row in rows {
            if let column = pivot(of: row) { new = Self.minus(new, row, times: new[column]) }
        }
        guard let column = pivot(of: new) else {
            contradicts = contradicts || abs(new[width]) > Self.grain
            return
        }
        let lead = new[column]
        new = new.map { $0 / lead }
        rows = rows.map { Self.minus($0, new, times: $0[column]) } + [new]
    }

    private static func minus(_ left: [Double], _ right: [Double], times factor: Double) -> [Double] {
        if abs(factor) < grain { return left }
        return zip(left, right).map { $0 - factor * $1 }
    }

    /// Every set whose count follows. A set holds each pivot or does not, and that says all of it.
    func sets() -> [Found] {
        var found: [Found] = []
        walk(0, [Double](repeating: 0, count: width + 1), &found)
        return found
    }

    private func walk(_ place: Int, _ sum: [Double], _ found: inout [Found]) {
        guard place < rows.count else {
            let isSet = sum.prefix(width).allSatisfy { abs($0) < Self.grain || abs($0 - 1) < Self.grain }
            if isSet {
                found.append(Found(atoms: sum.prefix(width).map { $0 > 0.5 }, count: Int(sum[width].rounded())))
            }
            return
        }
        walk(place + 1, sum, &found)
        walk(place + 1, zip(sum, rows[place]).map { $0 + $1 }, &found)
    }
}

/// What is shown of a pathway, and what can be reckoned from it.
struct ShownCells {
    /// Values of a dimension that are shown somewhere; `nil` is everybody else, who are told apart nowhere.
    private let offices: [String?]
    private let nationalities: [String?]
    private let cells: [(cell: FigureCell, count: Int)]

    init(_ cells: [(cell: FigureCell, count: Int)]) {
        offices = Array(Set(cells.compactMap(\.cell.office))).sorted() + [nil]
        nationalities = Array(Set(cells.compactMap(\.cell.nationality))).sorted() + [nil]
        self.cells = cells
    }

    private var atoms: [FigureCell] {
        offices.flatMap { office in
            nationalities.flatMap { nationality in
                Timeline.Lane.allCases.map { FigureCell(office: office, lane: $0, nationality: nationality) }
            }
        }
    }

    private func holds(_ cell: FigureCell, _ atom: FigureCell) -> Bool {
        (cell.office == nil || cell.office == atom.office) && (cell.lane == nil || cell.lane == atom.lane)
            && (cell.nationality == nil || cell.nationality == atom.nationality)
    }

    /// Sets of fewer than they may have, that can be reckoned; and what contradicts itself.
    func faults() -> [String] {
        let atoms = atoms
        let tables = cells.filter { $0.cell.quarter == nil }
        let crossed = Subtraction(tables.map { known in (atoms.map { holds(known.cell, $0) }, known.count) })
        var faults = crossed.contradicts ? ["counts that contradict each other"] : []
        for set in crossed.sets() where set.count != 0 && set.count < least(of: set.atoms, atoms) {
            let names = zip(atoms, set.atoms).filter(\.1).map { $0.0.key.isEmpty ? "the others" : $0.0.key }
            faults.append("\(set.count) members: \(names.joined(separator: " + "))")
        }
        return faults + quarterFaults()
    }

    /// Sets that lanes alone make up may be smaller than those that an office or a nationality tells apart.
    private func least(of set: [Bool], _ atoms: [FigureCell]) -> Int {
        let isOfLanes = Timeline.Lane.allCases.allSatisfy { lane in
            let chosen = zip(atoms, set).filter { $0.0.lane == lane }.map(\.1)
            return chosen.allSatisfy { $0 == chosen.first }
        }
        return isOfLanes ? Disclosure.least : Disclosure.leastOfGroups
    }

    private func quarterFaults() -> [String] {
        let quarters: [String?] = cells.compactMap(\.cell.quarter).map { $0 } + [nil]
        let known = cells.filter { $0.cell.quarter != nil || $0.cell == FigureCell() }.map { cell, count in
            (quarters.map { cell.quarter == nil || $0 == cell.quarter }, count)
        }
        return Subtraction(known).sets().filter { $0.count != 0 && $0.count < Disclosure.least }
            .map { "\($0.count) members of some quarters" }
    }
}

@Suite("What can be reckoned from counts")
struct SubtractionTests {
    @Test func sumsAndDifferencesAreFoundAndNothingElse() {
        // Atoms a, b, c: all are 10, a is 4.
        let found = Subtraction([([true, true, true], 10), ([true, false, false], 4)])
        let counts = Dictionary(uniqueKeysWithValues: found.sets().map { ($0.atoms, $0.count) })
        #expect(counts.count == 4 && counts[[false, true, true]] == 6)
        let torn = Subtraction([([true, true], 3), ([true, true], 4)])
        #expect(torn.contradicts)
    }

    @Test func oppositeCornersOfThreeTablesAreFound() {
        func cell(_ office: String?, _ lane: Timeline.Lane?, _ nationality: String?) -> FigureCell {
            FigureCell(office: office, lane: lane, nationality: nationality)
        }
        // Of a cube of two by two by two: thirty in each corner but two opposite ones, which hold three together.
        func size(_ office: String, _ lane: Timeline.Lane, _ nationality: String) -> Int {
            switch (office, lane, nationality) {
            case ("a", .standard, "PK"): 1
            case ("b", .priority, "IN"): 2
            default: 30
            }
        }
        var shown: [(cell: FigureCell, count: Int)] = []
        for office in [nil, "a", "b"] {
            for lane in [nil, Timeline.Lane.standard, .priority] {
                for nationality in [nil, "PK", "IN"]
                where [office, lane?.rawValue, nationality].compactMap({ $0 }).count < 3 {
                    var count = 0
                    for o in ["a", "b"] where office == nil || o == office {
                        for l in Timeline.Lane.allCases where lane == nil || l == lane {
                            for n in ["PK", "IN"] where nationality == nil || n == nationality {
                                count += size(o, l, n)
                            }
                        }
                    }
                    shown.append((cell(office, lane, nationality), count))
                }
            }
        }
        let faults = ShownCells(shown).faults()
        let isEachLarge = shown.allSatisfy { $0.count >= 20 }
        #expect(isEachLarge && faults.first?.hasPrefix("3 members") == true, "\(faults)")
    }
}
