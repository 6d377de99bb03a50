/// A table of the community, as the engine describes it.
package struct TableShape: Sendable, Equatable {
    /// What a column holds, on every engine.
    package enum Kind: Sendable {
        case integer, text, bytes
    }

    package struct Column: Sendable, Equatable {
        package let name: String
        package let kind: Kind

        /// - Parameter type: as the engine calls it.
        package init(name: String, type: String) {
            self.name = name
            kind =
                switch type.lowercased() {
                case "text": .text
                case "blob", "bytea": .bytes
                default: .integer
                }
        }
    }

    package let name: String
    /// By name.
    package let columns: [Column]
    /// The columns of the primary key.
    package let key: [String]

    private init(name: String, columns: [Column], key: [String]) {
        self.name = name
        self.columns = columns.sorted { $0.name < $1.name }
        self.key = key
    }

    /// The community's tables by name, of all columns that a database has.
    /// - Parameter columns: with their place in the primary key, from 1 on in its order; 0 for those outside.
    package static func all(_ columns: [(table: String, column: Column, key: Int)]) -> [TableShape] {
        Dictionary(grouping: columns, by: \.table).filter { !isEnginesOwn($0.key) }.sorted { $0.key < $1.key }
            .map { table, columns in
                let key = columns.filter { $0.key > 0 }.sorted { $0.key < $1.key }
                return TableShape(name: table, columns: columns.map(\.column), key: key.map(\.column.name))
            }
    }

    /// What every engine keeps in its own way: which migrations ran, what is found by words, and how commits are
    /// counted.
    private static func isEnginesOwn(_ table: String) -> Bool {
        table.hasPrefix("search_")
            || ["schema_migration", "change_counter", "change_history", "write_turn"].contains(table)
    }

    /// At most `limit` rows in the order of the key, after the row with the values `last` in it.
    package func rows(after last: [SQLValue]?, limit: Int, in transaction: any Transaction) throws -> [[SQLValue]] {
        var query = Query(stringLiteral: "SELECT \(list(columns.map(\.name))) FROM \(name)")
        if let last { query = query + Query(stringLiteral: " WHERE (\(list(key))) > (") + Self.values(last) + ")" }
        query = query + Query(stringLiteral: " ORDER BY \(list(key)) LIMIT \(limit)")
        return try transaction.rows(query) { row in columns.indices.map { value($0, of: row) } }
    }

    /// Puts rows in, their values in the order of `columns`.
    package func insert(_ rows: [[SQLValue]], in transaction: any WriteTransaction) throws {
        let head = Query(stringLiteral: "INSERT INTO \(name) (\(list(columns.map(\.name)))) VALUES (")
        for row in rows { try transaction.execute(head + Self.values(row) + ")") }
    }

    /// The values of the key in a row.
    package func key(of row: [SQLValue]) -> [SQLValue] {
        key.compactMap { name in columns.firstIndex { $0.name == name }.map { row[$0] } }
    }

    private func value(_ index: Int, of row: any ResultRow) -> SQLValue {
        if row.isNull(index) { return .null }
        return switch columns[index].kind {
        case .integer: .integer(row.integer(index))
        case .text: .text(row.text(index))
        case .bytes: .bytes(row.bytes(index))
        }
    }

    private func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    private static func values(_ values: [SQLValue]) -> Query {
        var list: Query = ""
        for (number, value) in values.enumerated() { list = number == 0 ? "\(value)" : "\(list), \(value)" }
        return list
    }
}
