import Sync
import SyncProtocol
import WebSupport

/// What a device is answered with status 200: what it asked for, or that it must change its ways first.
package enum OrRefusal<Message: Codable & Sendable>: Codable, Sendable {
    case message(Message)
    case refusal(SyncRefusal)

    package init(from decoder: any Decoder) throws {
        if let refusal = try? SyncRefusal(from: decoder) {
            self = .refusal(refusal)
        } else {
            self = .message(try Message(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .message(let message): try message.encode(to: encoder)
        case .refusal(let refusal): try refusal.encode(to: encoder)
        }
    }
}

extension OrRefusal: SchemaDescribed {
    package static func schema(_ book: SchemaBook) throws -> Schema {
        var schema = Schema()
        schema.variants = [try book.read(Message.self).0, SyncRefusal.schema(book)]
        return schema
    }

    package static func sample(_ field: String, _ book: SchemaBook) throws -> Self {
        .message(try book.read(Message.self).1)
    }
}

extension SyncRefusal: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema {
        var schema = Schema("object")
        schema.properties = [
            "error": Schema("string", choices: ["VersionNotSupported", "ClientStateNotFound"]),
            "versionType": Schema("string", choices: ["pull", "schema"]),
        ]
        schema.required = ["error"]
        return schema
    }

    package static func sample(_ field: String, _ book: SchemaBook) -> SyncRefusal { .clientStateNotFound }
}

extension PatchOperation: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema {
        func operation(_ name: String, _ properties: [String: Schema]) -> Schema {
            var schema = Schema("object")
            schema.properties = properties.merging(["op": Schema("string", choices: [name])]) { $1 }
            schema.required = Set(schema.properties.keys)
            return schema
        }
        var schema = Schema()
        schema.variants = [
            operation("clear", [:]), operation("del", ["key": Schema("string")]),
            operation("put", ["key": Schema("string"), "value": Schema("object")]),
        ]
        return schema
    }

    package static func sample(_ field: String, _ book: SchemaBook) -> PatchOperation {
        .put(key: "category/019aa5c1-7c00-7000-8000-0000000000c1", value: ["name": "Germany", "ver": 12])
    }
}

extension JSONValue: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema() }
    package static func sample(_ field: String, _ book: SchemaBook) -> JSONValue { [:] }
}

extension PullRequest: SchemaRefined {
    package static func refine(_ schema: inout Schema) {
        schema.properties["clientGroupID"]?.pattern = SyncVersion.idPattern
    }
}

extension PushRequest: SchemaRefined {
    package static func refine(_ schema: inout Schema) {
        schema.properties["clientGroupID"]?.pattern = SyncVersion.idPattern
        schema.properties["pushVersion"]?.range = SyncVersion.wire...SyncVersion.wire
        schema.properties["mutations"]?.count = 0...SyncLimits().mutations
    }
}

extension ClientMutation: SchemaRefined {
    package static func refine(_ schema: inout Schema) {
        schema.properties["clientID"]?.pattern = SyncVersion.idPattern
        schema.properties["id"]?.range = SyncVersion.mutationIDs
    }
}
