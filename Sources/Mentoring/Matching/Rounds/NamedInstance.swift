import Core

/// A round as a file gives it, in the layout of the published cases: `{"mentees": {id: [mentor, …]}, "mentors": {id:
/// {"capacity": seats, "prefs": [mentee, …]}}}`, best first. An array among a mentor's mentees holds equals: the
/// lottery of `seed` orders them, then their ids.
package struct NamedInstance: Sendable {
    package struct Mentee: Sendable {
        package let id: String
        package let mentors: [Entry]
    }

    package struct Mentor: Sendable {
        package let id: String
        package let capacity: Int
        /// Equals stand together.
        package let mentees: [[Entry]]
    }

    /// One id of a list, and where it stands.
    package struct Entry: Sendable {
        package let id: String
        package let pointer: String
    }

    package let mentees: [Mentee]
    package let mentors: [Mentor]
    package let seed: String?

    package static let mostSeats = 1_000_000

    /// - Parameter pointer: where the instance stands in the file, `""` for all of it.
    /// - Throws: `invalid`, the field being the pointer (RFC 6901): a part is missing (`required`), has the wrong type,
    ///   a capacity is out of range, an id is given to two members of one side or stands twice as a name (`listed_twice`),
    ///   or mentees are equals and there is no seed (`/seed`, `required`).
    package init(_ tree: JSONTree, at pointer: String, seed: String? = nil) throws {
        let whole = try JSONPlace(tree, pointer).members()
        var mentees: [Mentee] = []
        for (id, list) in try JSONPlace.required("mentees", whole, pointer).members() {
            mentees.append(Mentee(id: id, mentors: try list.elements().map { try $0.entry() }))
        }
        var mentors: [Mentor] = []
        for (id, place) in try JSONPlace.required("mentors", whole, pointer).members() {
            let parts = try place.members()
            let capacity = try JSONPlace.required("capacity", parts, place.pointer).whole(0...Self.mostSeats)
            let groups = try JSONPlace.required("prefs", parts, place.pointer).elements().map { group in
                if case .array = group.tree { return try group.elements().map { try $0.entry() } }
                return [try group.entry()]
            }
            mentors.append(Mentor(id: id, capacity: capacity, mentees: groups))
        }
        self.mentees = mentees
        self.mentors = mentors
        self.seed = try seed ?? whole.first { $0.name == "seed" }?.place.text()
        guard self.seed != nil || mentors.allSatisfy({ $0.mentees.allSatisfy { $0.count < 2 } }) else {
            throw Problem.invalid(pointer + "/seed", "required")
        }
    }

    /// The instances of a file: one, an array of them, or the published cases with their header.
    /// - Throws: as `init`.
    package static func all(in tree: JSONTree, at pointer: String = "", seed: String? = nil) throws -> [NamedInstance] {
        switch tree {
        case .array(let list):
            return try list.enumerated().map { try NamedInstance($1, at: "\(pointer)/\($0)", seed: seed) }
        case .object(let members):
            if let cases = members.first(where: { $0.name == "cases" })?.value {
                return try JSONPlace(cases, pointer + "/cases").elements().map {
                    try NamedInstance($0.tree, at: $0.pointer, seed: seed)
                }
            }
            return [try NamedInstance(tree, at: pointer, seed: seed)]
        default: throw Problem.invalid(pointer, "wrong_type")
        }
    }
}

/// A value and where it stands.
private struct JSONPlace {
    let tree: JSONTree
    let pointer: String

    init(_ tree: JSONTree, _ pointer: String) {
        self.tree = tree
        self.pointer = pointer
    }

    static func required(
        _ name: String, _ members: [(name: String, place: JSONPlace)], _ pointer: String
    ) throws -> JSONPlace {
        guard let found = members.first(where: { $0.name == name }) else {
            throw Problem.invalid("\(pointer)/\(name)", "required")
        }
        return found.place
    }

    func members() throws -> [(name: String, place: JSONPlace)] {
        guard case .object(let members) = tree else { throw Problem.invalid(pointer, "wrong_type") }
        var names: Set<String> = []
        return try members.map { name, value in
            let at = "\(pointer)/\(Self.escaped(name))"
            guard names.insert(name).inserted else { throw Problem.invalid(at, "listed_twice") }
            return (name, JSONPlace(value, at))
        }
    }

    func elements() throws -> [JSONPlace] {
        guard case .array(let values) = tree else { throw Problem.invalid(pointer, "wrong_type") }
        return values.enumerated().map { JSONPlace($1, "\(pointer)/\($0)") }
    }

    func text() throws -> String {
        guard case .text(let text) = tree else { throw Problem.invalid(pointer, "wrong_type") }
        return text
    }

    func entry() throws -> NamedInstance.Entry { .init(id: try text(), pointer: pointer) }

    func whole(_ range: ClosedRange<Int>) throws -> Int {
        guard case .number(let number) = tree, number == number.rounded() else {
            throw Problem.invalid(pointer, "wrong_type")
        }
        guard number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
            throw Problem.invalid(
                pointer, "out_of_range", ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"])
        }
        return Int(number)
    }

    private static func escaped(_ name: String) -> String {
        String(name.prefix(60)).replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
