import Core

extension String: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema("string") }
    package static func sample(_ field: String, _ book: SchemaBook) -> String {
        book.sample(field) ?? Samples.text[field] ?? "text"
    }
}

extension Int: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { .wholeNumber }
    package static func sample(_ field: String, _ book: SchemaBook) -> Int {
        book.sample(field).flatMap { Int($0) } ?? Samples.number[field] ?? 1
    }
}

extension Int64: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { .wholeNumber }
    package static func sample(_ field: String, _ book: SchemaBook) -> Int64 { Int64(Samples.number[field] ?? 1) }
}

extension Double: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema("number") }
    package static func sample(_ field: String, _ book: SchemaBook) -> Double { 1 }
}

extension Bool: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema("boolean") }
    package static func sample(_ field: String, _ book: SchemaBook) -> Bool { true }
}

extension Identifier: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema {
        Schema(
            "string", format: "uuid",
            pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$")
    }

    package static func sample(_ field: String, _ book: SchemaBook) -> Self {
        Self(trusted: "019aa5c1-7c00-7000-8000-0000000000a1")
    }
}

extension Timestamp: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema("string", format: "date-time") }
    package static func sample(_ field: String, _ book: SchemaBook) -> Timestamp { SchemaBook.today }
}

extension CivilDay: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema("string", format: "date") }
    package static func sample(_ field: String, _ book: SchemaBook) -> CivilDay { CivilDay(SchemaBook.today) }
}

extension Money: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema {
        var money = Schema("object")
        money.properties = [
            "amount": Schema("string", pattern: #"^[0-9]{1,12}(\.[0-9]{1,2})?$"#),
            "currency": Schema("string", pattern: "^[A-Za-z]{3}$"),
        ]
        money.required = ["amount", "currency"]
        return money
    }

    package static func sample(_ field: String, _ book: SchemaBook) -> Money {
        Money(hundredths: 5_070_000, currency: "EUR")
    }
}

extension Optional: SchemaDescribed where Wrapped: Decodable {
    package static func schema(_ book: SchemaBook) throws -> Schema {
        try book.read(Wrapped.self).0.orNull
    }

    package static func sample(_ field: String, _ book: SchemaBook) throws -> Wrapped? {
        try book.read(Wrapped.self, field: field).1
    }
}

extension Array: SchemaDescribed where Element: Decodable {
    package static func schema(_ book: SchemaBook) throws -> Schema { .list(of: try book.read(Element.self).0) }

    package static func sample(_ field: String, _ book: SchemaBook) throws -> [Element] {
        [try book.read(Element.self, field: field).1]
    }
}

extension Dictionary: SchemaDescribed where Key == String, Value: Decodable {
    package static func schema(_ book: SchemaBook) throws -> Schema { .map(to: try book.read(Value.self).0) }

    package static func sample(_ field: String, _ book: SchemaBook) -> [String: Value] { [:] }
}

/// What the description shows for a field of some name, unless the draft says otherwise.
private enum Samples {
    static let text = [
        "email": "ayesha@example.org", "username": "ayesha", "displayName": "Ayesha Khan",
        "password": "a caravan of many words", "locale": "en", "language": "en", "timeZone": "Asia/Karachi",
        "origin": "PK", "destination": "DE", "stage": "preparing", "about": "Backend developer from Lahore.",
        "code": "en", "skills": "swift", "tags": "blue-card", "name": "Phone", "scopes": "read",
        "title": "Does a three-year degree count for the Blue Card?", "slug": "does-a-three-year-degree-count",
        "body": "My degree took three years. Does anabin list it, and what did you do?",
        "html": "<p>My degree took three years.</p>", "kind": "question", "trueAsOf": "2026-11",
        "categoryId": "019aa5c1-7c00-7000-8000-0000000000c1", "status": "ok", "next": "Wzk5XQ",
    ]
    static let number = ["limit": 30, "expiresInDays": 90, "level": 4, "weeks": 12]
}

extension Schema {
    /// What fits 64 bits; anything else is no number to us.
    static var wholeNumber: Schema {
        var schema = Schema("integer", format: "int64")
        schema.range = Int.min...Int.max
        return schema
    }
}
