import Core

/// One row of a result, read by position. Valid only inside the closure that received it.
package protocol ResultRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) -> String
    func bytes(_ column: Int) -> [UInt8]
}

extension ResultRow {
    package func int(_ column: Int) -> Int { Int(integer(column)) }
    package func flag(_ column: Int) -> Bool { integer(column) != 0 }
    package func time(_ column: Int) -> Timestamp { Timestamp(milliseconds: integer(column)) }
    package func id<Entity>(_ column: Int, as: Entity.Type = Entity.self) -> Identifier<Entity> {
        Identifier(trusted: text(column))
    }

    package func integerOrNil(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    package func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    package func timeOrNil(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }
    package func idOrNil<Entity>(_ column: Int, as: Entity.Type = Entity.self) -> Identifier<Entity>? {
        isNull(column) ? nil : id(column)
    }
}
