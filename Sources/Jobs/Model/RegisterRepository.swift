import Core
import Storage

/// SQL over registers and who of our employers stands in them; internal to the feature.
enum RegisterRepository {
    private static let columns: Query =
        "entry.register, entry.raw, entry.name, entry.town, entry.organisation, entry.rating, entry.route"

    private static func decode(_ row: any ResultRow) -> RegisterLine {
        let register = Register(rawValue: row.text(0)) ?? .britain
        return RegisterLine(
            register: register, raw: row.text(1), name: row.text(2), town: row.text(3),
            number: register.isNumbered ? row.text(4) : "", rating: row.text(5), route: row.text(6),
            organisation: row.text(4))
    }

    // MARK: Snapshots

    /// The day of the newest snapshot, `YYYY-MM-DD`.
    static func latestDay(of register: Register, in transaction: any Transaction) throws -> String? {
        try transaction.first(
            """
            SELECT snapshot.day FROM register_snapshot AS snapshot WHERE snapshot.register = \(register.rawValue)
            ORDER BY snapshot.day DESC LIMIT 1
            """
        ) { $0.text(0) }
    }

    static func insertSnapshot(
        of register: Register, on day: String, _ header: String, count: Int, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO register_snapshot (register, day, header, line_count, imported_at)
            VALUES (\(register.rawValue), \(day), \(header), \(count), \(now))
            ON CONFLICT (register, day) DO UPDATE SET header = excluded.header, line_count = excluded.line_count,
                imported_at = excluded.imported_at
            """)
    }

    static func header(of register: Register, on day: String, in transaction: any Transaction) throws -> String? {
        try transaction.first(
            "SELECT header FROM register_snapshot WHERE register = \(register.rawValue) AND day = \(day)"
        ) { $0.text(0) }
    }

    /// The lines that stood in the register on a day, as they came.
    static func rawLines(of register: Register, on day: String, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT raw FROM register_entry WHERE register = \(register.rawValue) AND first_day <= \(day)
                AND (gone_day IS NULL OR gone_day > \(day))
            ORDER BY id
            """
        ) { $0.text(0) }
    }

    /// Ids of the lines that stand there, by what they say.
    static func present(in register: Register, in transaction: any Transaction) throws -> [String: String] {
        let pairs = try transaction.rows(
            """
            SELECT entry.raw, entry.id FROM register_entry AS entry
            WHERE entry.register = \(register.rawValue) AND entry.gone_day IS NULL ORDER BY entry.id
            """
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(pairs) { first, _ in first }
    }

    static func insert(
        _ line: RegisterLine, id: Identifier<RegisterLine>, on day: String, in transaction: any WriteTransaction
    ) throws {
        let names = RegisterName.all(line.name)
        try transaction.execute(
            """
            INSERT INTO register_entry (id, register, raw, name, match_name, trade_name, town, organisation, rating,
                route, first_day)
            VALUES (\(id), \(line.register.rawValue), \(line.raw), \(line.name), \(names[0]),
                \(names.count > 1 ? names[1] : ""), \(line.town), \(line.organisation), \(line.rating), \(line.route), \(day))
            """)
    }

    static func setGone(_ ids: [String], on day: String, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE register_entry SET gone_day = \(day) WHERE \(transaction.dialect.anyOf("id", ids))")
    }

    // MARK: Organisations

    /// Those of some keys that stand in the register now.
    static func organisations(
        _ keys: [String], in register: Register, _ transaction: any Transaction
    ) throws -> [Organisation] {
        guard !keys.isEmpty else { return [] }
        let lines = try transaction.rows(
            """
            SELECT \(columns) FROM register_entry AS entry
            WHERE \(transaction.dialect.anyOf("entry.organisation", keys))
                AND entry.register = \(register.rawValue) AND entry.gone_day IS NULL
            """, decode)
        return Organisation.all(lines.sorted { ($0.name, $0.raw) < ($1.name, $1.raw) })
    }

    /// Those of some names, by their own or by what they trade as.
    static func organisations(
        named names: [String], in register: Register, _ transaction: any Transaction
    ) throws -> [Organisation] {
        let keys = try transaction.rows(
            """
            SELECT entry.organisation FROM register_entry AS entry
            WHERE \(transaction.dialect.anyOf("entry.match_name", names))
                AND entry.register = \(register.rawValue) AND entry.gone_day IS NULL
            UNION SELECT entry.organisation FROM register_entry AS entry
            WHERE \(transaction.dialect.anyOf("entry.trade_name", names)) AND entry.trade_name <> ''
                AND entry.register = \(register.rawValue) AND entry.gone_day IS NULL
            """
        ) { $0.text(0) }
        // A name that hundreds have names nobody.
        return try organisations(Array(Set(keys).sorted().prefix(20)), in: register, transaction)
    }

    /// Promoters by the number of a licence; one without the place of issue has any.
    static func promoters(numbered number: String, in transaction: any Transaction) throws -> [Organisation] {
        // The sign after the slash is the nought.
        let keys = try transaction.rows(
            """
            SELECT entry.organisation FROM register_entry AS entry
            WHERE entry.organisation >= \(number) AND entry.organisation < \("\(number)0") AND entry.register = 'PK'
                AND entry.gone_day IS NULL
            """
        ) { $0.text(0) }.filter { $0 == number || $0.hasPrefix("\(number)/") }
        return try organisations(Set(keys).sorted(), in: .promoters, transaction)
    }

    /// Promoters whose name holds the words, at most twenty.
    static func promoters(holding words: String, in transaction: any Transaction) throws -> [Organisation] {
        let keys = try transaction.rows(
            """
            SELECT entry.organisation FROM register_entry AS entry
            WHERE entry.register = 'PK' AND entry.gone_day IS NULL
                AND entry.match_name || ' ' || entry.trade_name LIKE \("%\(words)%")
            ORDER BY entry.id LIMIT 20
            """
        ) { $0.text(0) }
        return try organisations(Set(keys).sorted(), in: .promoters, transaction)
    }
}
