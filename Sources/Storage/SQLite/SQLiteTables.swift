import Storage

extension SQLiteDialect {
    func tables(in transaction: any Transaction) throws -> [TableShape] {
        let columns = try transaction.rows(
            """
            SELECT entry.name, info.name, info.type, info.pk FROM sqlite_master AS entry
            JOIN pragma_table_info(entry.name) AS info
            WHERE entry.type = 'table' AND entry.name NOT LIKE 'sqlite_%' ORDER BY entry.name, info.pk
            """
        ) {
            (
                table: $0.text(0), column: TableShape.Column(name: $0.text(1), kind: Self.kind($0.text(2))),
                key: $0.int(3)
            )
        }
        return Dictionary(grouping: columns, by: \.table).sorted { $0.key < $1.key }
            .filter { !TableShape.isEnginesOwn($0.key) }
            .map { table, columns in
                TableShape(
                    name: table, columns: columns.map(\.column),
                    key: columns.filter { $0.key > 0 }.map(\.column.name))
            }
    }

    private static func kind(_ type: String) -> TableShape.Kind {
        switch type {
        case "TEXT": .text
        case "BLOB": .bytes
        default: .integer
        }
    }

    /// The store is opened without checking them.
    func suspendReferences(in transaction: any WriteTransaction) throws -> [String] { [] }

    func continueHistory(_ epoch: String, after sequence: Int64, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE change_counter SET sequence = \(sequence), epoch = \(epoch) WHERE id = 1")
    }
}
