import Core
import Foundation

/// A register's file: the lines that may be stored, and what is wrong with the others.
struct RegisterFile: Sendable {
    let header: String
    private(set) var lines: [RegisterLine] = []
    private(set) var refused: [ImportReport.Refusal] = []

    /// Where in a record each column stands, and what the file calls it.
    private typealias Places = [Register.Column: (index: Int, name: String)]

    /// - Throws: `malformed` with `register_malformed` for a file without the register's columns.
    init(_ data: Data, _ register: Register) throws {
        var records = CommaSeparated(data).records[...]
        guard let head = records.popFirst(), let places = Self.places(head.fields, register) else {
            let wanted = register.columns.values.compactMap(\.first).sorted().joined(separator: ", ")
            throw Problem(.malformed, "register_malformed", arguments: ["columns": wanted])
        }
        header = head.raw
        var seen: Set<String> = []
        for record in records where seen.insert(record.raw).inserted {
            do {
                lines.append(try Self.line(record, places, count: head.fields.count, register))
            } catch let refusal as ImportReport.Refusal {
                refused.append(refusal)
            }
        }
    }

    /// Lines that are new, and ids of those that stand there no more; none when some could not be read.
    /// - Parameter known: ids of the lines that stood there, by what they say.
    func changes(since known: [String: String]) -> (added: [RegisterLine], gone: [String]) {
        let stays = Set(lines.map(\.raw))
        let gone = refused.isEmpty ? known.filter { !stays.contains($0.key) }.map(\.value).sorted() : []
        return (lines.filter { known[$0.raw] == nil }, gone)
    }

    private static func places(_ head: [String], _ register: Register) -> Places? {
        let names = head.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        var places: Places = [:]
        for (column, known) in register.columns {
            if let index = names.firstIndex(where: known.contains) {
                places[column] = (index, head[index])
            } else if !register.optional.contains(column) {
                return nil
            }
        }
        return places
    }

    private static func line(
        _ record: CommaSeparated.Record, _ places: Places, count: Int, _ register: Register
    ) throws -> RegisterLine {
        let line = "/lines/\(record.line)"
        guard record.fields.count == count, record.raw.utf8.count <= 4000 else {
            throw ImportReport.Refusal(line, "wrong_form")
        }
        func text(_ column: Register.Column, _ most: Int, isNeeded: Bool = false) throws -> String {
            guard let (index, name) = places[column] else { return "" }
            var validation = Validation()
            let text = validation.text(record.fields[index], "value", (isNeeded ? 1 : 0)...most)
            if let problem = validation.fields.first {
                throw ImportReport.Refusal(pointer(line, name), problem.code, problem.arguments)
            }
            return text
        }
        let number = try number(try text(.number, 60), register) {
            ImportReport.Refusal(pointer(line, places[.number]?.name ?? ""), $0)
        }
        let (name, place) = (try text(.name, 200, isNeeded: true), try text(.town, 160))
        let town = register == .canada ? Self.town(of: place) : place
        let isRated = register == .britain || !register.isOfLicences
        let rating = try text(.rating, 120, isNeeded: isRated)
        let route = try text(.route, 120, isNeeded: isRated && !register.optional.contains(.route))
        guard let match = RegisterName.all(name).first, !match.isEmpty else {
            throw ImportReport.Refusal(pointer(line, places[.name]?.name ?? ""), "employer_name_form")
        }
        return RegisterLine(
            register: register, raw: record.raw, name: name, town: town, number: number,
            rating: register.isOfLicences ? rating : try granted(rating, pointer(line, places[.rating]?.name ?? "")),
            route: route, organisation: register.isNumbered ? number : "\(match)|\(EmployerName.folded(town))")
    }

    /// A number of permits, `1,204` too, in digits alone.
    private static func granted(_ text: String, _ pointer: String) throws -> String {
        guard let count = Int(text.replacing(",", with: "")), (0...1_000_000).contains(count) else {
            throw ImportReport.Refusal(pointer, "out_of_range", ["min": "0", "max": "1000000"])
        }
        return "\(count)"
    }

    /// `Calgary` of `8th floor, 215 9 Ave SW, Calgary, AB T2P 1K3`.
    private static func town(of address: String) -> String {
        let parts = address.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return parts.dropLast().last ?? parts.last ?? ""
    }

    /// The number by which organisations are known, in one form.
    private static func number(
        _ text: String, _ register: Register, _ refusal: (String) -> ImportReport.Refusal
    ) throws -> String {
        switch register {
        case .britain, .portugal, .america, .canada, .ireland: return ""
        case .netherlands, .denmark:
            guard let number = TradeNumber.normal(text) else {
                throw refusal(register == .denmark ? "cvr_form" : "kvk_form")
            }
            return number
        case .promoters:
            guard let number = LicenceNumber.normal(text) else { throw refusal("licence_form") }
            return number
        }
    }

    private static func pointer(_ place: String, _ column: String) -> String {
        place + "/" + column.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

/// Numbers of the Dutch (KvK) and Danish (CVR) trade registers.
enum TradeNumber {
    /// Eight digits; `nil` for what has others.
    static func normal(_ text: String) -> String? {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        return digits.utf8.count == 8 ? digits : nil
    }
}
