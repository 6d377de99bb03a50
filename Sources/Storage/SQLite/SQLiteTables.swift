import Storage

extension SQLiteDialect {
    func tables(in transaction: any Transaction) throws -> [TableShape] {
        TableShape.all(
            try transaction.rows(
                """
                SELECT entry.name, info.name, info.type, info.pk FROM sqlite_master AS entry
                JOIN pragma_table_info(entry.name) AS info
                WHERE entry.type = 'table' AND entry.name NOT LIKE 'sqlite_%' ORDER BY entry.name, info.pk
                """
            ) { (table: $0.text(0), column: .init(name: $0.text(1), type: $0.text(2)), key: $0.int(3)) })
    }

    /// The store is opened without checking them.
    func suspendReferences(in transaction: any WriteTransaction) throws -> [String] { [] }

    func continueHistory(_ epoch: String, after sequence: Int64, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE change_counter SET sequence = \(sequence), epoch = \(epoch) WHERE id = 1")
    }
}
