import Core
import Foundation

/// A type whose shape cannot be found by decoding it.
package protocol SchemaDescribed {
    static func schema(_ book: SchemaBook) throws -> Schema
    /// A value of that shape, for the field of that name.
    static func sample(_ field: String, _ book: SchemaBook) throws -> Self
}

/// A type that narrows the shape that its decoding shows.
package protocol SchemaRefined {
    static func refine(_ schema: inout Schema)
}

/// Finds the shapes of types by decoding each from nothing and noting what it asks for: the description is made by
/// the very declarations that read requests and write answers, so it cannot say something else.
package final class SchemaBook {
    /// Shapes of the structures met so far, by name.
    package private(set) var components: [String: Schema] = [:]
    private var names: [ObjectIdentifier: String] = [:]
    private var drafts: [any APIDraft.Type] = []
    /// In what is taken, `null` says the same as absence.
    private(set) var isReadingRequest = false

    /// The day of all samples: 21 November 2026.
    static let today = Timestamp(milliseconds: 1_795_251_600_000)

    package init() {}

    /// The shape of `type`, and a value of it.
    /// - Throws: `SchemaReader.Unreadable` for a type that decodes itself in a way of its own.
    package func read<Value: Decodable>(_ type: Value.Type, field: String = "") throws -> (Schema, Value) {
        if let described = type as? any SchemaDescribed.Type {
            let schema = try described.schema(self)
            guard let value = try described.sample(field, self) as? Value else {
                throw SchemaReader.Unreadable(type: "\(type)")
            }
            return (schema, value)
        }
        if let choices = Self.choices(type) {
            guard let value = Self.first(type) as? Value else { throw SchemaReader.Unreadable(type: "\(type)") }
            return (Schema("string", choices: choices), value)
        }
        let sheet = SchemaSheet(book: self, name: "\(type)")
        let draft = type as? any APIDraft.Type
        if let draft { drafts.append(draft) }
        let value = try Value(from: SchemaReader(sheet: sheet))
        if draft != nil { drafts.removeLast() }
        (type as? any SchemaRefined.Type)?.refine(&sheet.schema)
        return (name(sheet, of: type), value)
    }

    /// What the draft that is being read shows for a field, if it says so.
    func sample(_ field: String) -> String? { drafts.last?.samples[field] }

    private func name<Value>(_ sheet: SchemaSheet, of type: Value.Type) -> Schema {
        let plain = String(describing: type)
        guard !plain.contains("<") else { return sheet.schema }
        let id = ObjectIdentifier(type)
        let isTaken = names.contains { $0.key != id && $0.value == plain }
        let name = names[id] ?? (isTaken ? "\(plain)\(names.count)" : plain)
        names[id] = name
        components[name] = sheet.schema
        var reference = Schema()
        reference.reference = name
        return reference
    }

    /// The shape of what a route takes, and a value of it. The limits of its fields are those that its own checks
    /// name while they look at that value.
    /// - Throws: the `Problem` of a sample that does not pass the checks.
    package func readDraft<Draft: Decodable>(_ type: Draft.Type) throws -> (Schema, Draft) {
        isReadingRequest = true
        defer { isReadingRequest = false }
        let (schema, draft) = try read(type)
        guard let name = schema.reference, var component = components[name] else { return (schema, draft) }
        component.isClosed = type is any APIDraft.Type
        if let checked = draft as? any CheckedDraft {
            let rules = try Validation.rules { try checked.check(at: SchemaBook.today) }
            for (field, rule) in rules { component.properties[field]?.obey(rule) }
            for field in component.properties.keys where Self.misses(field, checked) {
                component.required.insert(field)
                component.properties[field]?.isNullable = false
            }
        }
        components[name] = component
        return (schema, draft)
    }

    /// Whether a draft without the field is refused for that.
    private static func misses<Draft: CheckedDraft>(_ field: String, _ draft: Draft) -> Bool {
        guard let whole = try? JSONEncoder().encode(draft),
            var members = try? JSONSerialization.jsonObject(with: whole) as? [String: Any]
        else { return false }
        members[field] = nil
        do {
            let rest = try JSONSerialization.data(withJSONObject: members)
            try JSONDecoder().decode(Draft.self, from: rest).check(at: SchemaBook.today)
            return false
        } catch let problem as Problem {
            return problem.fields.contains { $0.field == field && $0.code == "required" }
        } catch {
            return false
        }
    }

    private static func choices(_ type: any Any.Type) -> [String]? {
        guard let cases = type as? any CaseIterable.Type else { return nil }
        let texts = allCases(cases).compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return texts.isEmpty ? nil : texts
    }

    private static func first(_ type: any Any.Type) -> Any? {
        (type as? any CaseIterable.Type).flatMap { allCases($0).first }
    }

    private static func allCases<Cases: CaseIterable>(_ type: Cases.Type) -> [Any] { Array(type.allCases) }
}

extension Schema {
    /// Takes over what a check demands; of a list, the check of a text is one of its elements.
    fileprivate mutating func obey(_ rule: FieldRule) {
        switch rule {
        case .text(let length):
            if type == "array" { elements = elements.map { $0.obeying(rule) } } else { self.length = length }
        case .choice(let choices):
            if type == "array" { elements = elements.map { $0.obeying(rule) } } else { self.choices = choices }
        case .range(let range): self.range = range
        case .count(let count): self.count = count
        }
    }

    private func obeying(_ rule: FieldRule) -> Schema {
        var schema = self
        schema.obey(rule)
        return schema
    }
}
