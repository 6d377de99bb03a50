/// The shape of a JSON value: the part of JSON Schema 2020-12 that our API needs, as OpenAPI 3.1 takes it.
package struct Schema: Sendable, Equatable {
    /// `string`, `integer`, `number`, `boolean`, `array`, `object`; empty for any value.
    package var type = ""
    /// Whether `null` stands for no value.
    package var isNullable = false
    /// The name of a component that holds the shape; nothing else is said here then.
    package var reference: String?
    package var format: String?
    package var pattern: String?
    package var choices: [String] = []
    /// Characters of a text.
    package var length: ClosedRange<Int>?
    /// Values of a whole number.
    package var range: ClosedRange<Int>?
    /// Elements of a list.
    package var count: ClosedRange<Int>?
    /// What each element of a list, or each value of a map, looks like.
    package var elements: [Schema] = []
    package var properties: [String: Schema] = [:]
    package var required: Set<String> = []
    /// Whether names besides `properties` are refused.
    package var isClosed = false
    /// Shapes one of which fits.
    package var variants: [Schema] = []

    package init(_ type: String = "", format: String? = nil, pattern: String? = nil, choices: [String] = []) {
        self.type = type
        self.format = format
        self.pattern = pattern
        self.choices = choices
    }

    /// The same, or no value.
    var orNull: Schema {
        var schema = self
        if type.isEmpty, reference == nil, variants.isEmpty { return self }
        if reference == nil {
            schema.isNullable = true
            return schema
        }
        schema = Schema()
        schema.variants = [self, Schema("null")]
        return schema
    }

    package static func list(of element: Schema) -> Schema {
        var list = Schema("array")
        list.elements = [element]
        return list
    }

    package static func map(to value: Schema) -> Schema {
        var map = Schema("object")
        map.elements = [value]
        return map
    }
}

extension Schema: Encodable {
    private enum Key: String, CodingKey {
        case reference = "$ref"
        case type, format, pattern, choices = "enum", items, properties, required, additionalProperties, variants =
            "oneOf"
        case minLength, maxLength, minimum, maximum, minItems, maxItems
    }

    package func encode(to encoder: any Encoder) throws {
        var out = encoder.container(keyedBy: Key.self)
        if let reference { return try out.encode("#/components/schemas/\(reference)", forKey: .reference) }
        if !variants.isEmpty { return try out.encode(variants, forKey: .variants) }
        if isNullable {
            try out.encode([type, "null"], forKey: .type)
        } else if !type.isEmpty {
            try out.encode(type, forKey: .type)
        }
        try out.encodeIfPresent(format, forKey: .format)
        try out.encodeIfPresent(pattern, forKey: .pattern)
        if !choices.isEmpty { try out.encode(choices + (isNullable ? [nil] : []), forKey: .choices) }
        try encodeLimits(to: &out)
        if type == "array" { try out.encodeIfPresent(elements.first, forKey: .items) }
        guard type == "object" else { return }
        if !properties.isEmpty { try out.encode(properties, forKey: .properties) }
        if !required.isEmpty { try out.encode(required.sorted(), forKey: .required) }
        if isClosed { try out.encode(false, forKey: .additionalProperties) }
        try out.encodeIfPresent(elements.first, forKey: .additionalProperties)
    }

    private func encodeLimits(to out: inout KeyedEncodingContainer<Key>) throws {
        if let lower = length?.lowerBound, lower > 0 { try out.encode(lower, forKey: .minLength) }
        try out.encodeIfPresent(length?.upperBound, forKey: .maxLength)
        try out.encodeIfPresent(range?.lowerBound, forKey: .minimum)
        try out.encodeIfPresent(range?.upperBound, forKey: .maximum)
        if let lower = count?.lowerBound, lower > 0 { try out.encode(lower, forKey: .minItems) }
        try out.encodeIfPresent(count?.upperBound, forKey: .maxItems)
    }
}
