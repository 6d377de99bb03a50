/// A decoder that has nothing to read: it notes what is asked for and answers with samples.
struct SchemaReader: Decoder {
    /// A type decodes itself in a way that says nothing of its shape; it should be `SchemaDescribed`.
    struct Unreadable: Error, CustomStringConvertible {
        let type: String
        var description: String { "\(type) has no shape that decoding shows: make it SchemaDescribed or CaseIterable" }
    }

    let sheet: SchemaSheet
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SchemaFields(sheet: sheet))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unreadable(type: sheet.name) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Unreadable(type: sheet.name) }
}

/// What one structure asked for.
final class SchemaSheet {
    let book: SchemaBook
    /// The type that asks.
    let name: String
    var schema = Schema("object")

    init(book: SchemaBook, name: String) {
        self.book = book
        self.name = name
    }

    func field<Value: Decodable>(_ name: String, _ type: Value.Type, isRequired: Bool) throws -> Value {
        let (shape, value) = try book.read(type, field: name)
        schema.properties[name] = isRequired || !book.isReadingRequest ? shape : shape.orNull
        if isRequired { schema.required.insert(name) }
        return value
    }
}

/// The fields of a structure, in the order in which its decoding asks for them.
private struct SchemaFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let sheet: SchemaSheet
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try sheet.field(key.stringValue, type, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw SchemaReader.Unreadable(type: sheet.name) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw SchemaReader.Unreadable(type: sheet.name)
    }

    func superDecoder() throws -> any Decoder { throw SchemaReader.Unreadable(type: sheet.name) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaReader.Unreadable(type: sheet.name) }
}

// The standard library asks for its own types by name.
extension SchemaFields {
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try sheet.field(key.stringValue, type, isRequired: false)
    }
}
