import Storage

extension PostgresDialect {
    func tables(in transaction: any Transaction) throws -> [TableShape] {
        TableShape.all(
            try transaction.rows(
                """
                SELECT class.relname, attribute.attname, format_type(attribute.atttypid, NULL),
                    COALESCE(array_position(CAST(key.conkey AS int2[]), attribute.attnum), 0)
                FROM pg_class AS class JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
                LEFT JOIN pg_constraint AS key ON key.conrelid = class.oid AND key.contype = 'p'
                WHERE class.relkind = 'r' AND class.relnamespace = CAST(current_schema() AS regnamespace)
                    AND attribute.attnum > 0 AND NOT attribute.attisdropped
                ORDER BY 1, 4
                """
            ) { (table: $0.text(0), column: .init(name: $0.text(1), type: $0.text(2)), key: $0.int(3)) })
    }

    /// Takes the constraints away; the statements that put them back check every row.
    func suspendReferences(in transaction: any WriteTransaction) throws -> [String] {
        let references = try transaction.rows(
            """
            SELECT CAST(conrelid AS regclass)::text, quote_ident(conname), pg_get_constraintdef(oid)
            FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)
            ORDER BY 1, 2
            """
        ) { (table: $0.text(0), name: $0.text(1), definition: $0.text(2)) }
        for reference in references {
            try transaction.execute(script: "ALTER TABLE \(reference.table) DROP CONSTRAINT \(reference.name)")
        }
        return references.map { "ALTER TABLE \($0.table) ADD CONSTRAINT \($0.name) \($0.definition)" }
    }

    func continueHistory(_ epoch: String, after sequence: Int64, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE change_history SET base = \(sequence), epoch = \(epoch) WHERE id = 1")
        // A sequence has no number before its first.
        _ = try transaction.number("SELECT setval('change_sequence', \(max(sequence, 1)), \(sequence) > 0)")
    }
}
