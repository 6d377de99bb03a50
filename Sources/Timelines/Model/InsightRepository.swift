import Core
import Foundation
import Storage

/// SQL over figures that are of no pathway; internal to the feature.
enum InsightRepository {
    enum Kind: String {
        case skills, corridor
    }

    /// A figure as it is kept.
    struct Row: Sendable {
        let kind: String
        let subject: String
        let content: String

        init(kind: Kind, subject: String, _ figure: some Encodable) throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            self.kind = kind.rawValue
            self.subject = subject
            content = String(decoding: try encoder.encode(figure), as: UTF8.self)
        }
    }

    // MARK: Counting

    static func demands(in transaction: any Transaction) throws -> [SkillDemand] {
        let jobs = try transaction.rows(
            "SELECT country, count(DISTINCT job_id) FROM open_job_skill GROUP BY country"
        ) { ($0.text(0), $0.int(1)) }
        let skills = try transaction.rows(
            "SELECT country, skill, count(DISTINCT job_id) FROM open_job_skill GROUP BY country, skill"
        ) { (country: $0.text(0), skill: $0.text(1), jobs: $0.int(2)) }
        let counts = Dictionary(grouping: skills, by: \.country)
        return jobs.compactMap { country, jobs in
            let own = (counts[country] ?? []).map { ($0.skill, $0.jobs) }
            return SkillDemand(
                country: country, jobs: jobs, counts: Dictionary(own, uniquingKeysWith: { first, _ in first }))
        }
    }

    static func corridors(joinedUntil: Timestamp, in transaction: any Transaction) throws -> [CorridorFigure] {
        struct Way: Hashable {
            let origin: String
            let destination: String
        }
        let rows = try transaction.rows(
            """
            SELECT origin, destination, COALESCE(stage, ''), count(*) FROM account_corridor
            WHERE joined_at <= \(joinedUntil) GROUP BY origin, destination, stage
            """
        ) { (Way(origin: $0.text(0), destination: $0.text(1)), $0.text(2), $0.int(3)) }
        return Dictionary(grouping: rows, by: \.0).compactMap { way, rows in
            let counts = Dictionary(rows.map { ($0.1, $0.2) }, uniquingKeysWith: +)
            return CorridorFigure(origin: way.origin, destination: way.destination, counts: counts)
        }
    }

    // MARK: What is kept

    static func night(in transaction: any Transaction) throws -> CivilDay? {
        try transaction.first("SELECT night FROM insight_figure WHERE kind = 'night' AND subject = ''") {
            TimelineRepository.day($0.text(0))
        }
    }

    /// In the place of the night before: nobody is shown what is over.
    static func save(_ rows: [Row], night: CivilDay, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM insight_figure")
        try transaction.execute(
            all: rows.map { row in
                """
                INSERT INTO insight_figure (kind, subject, night, content)
                VALUES (\(row.kind), \(row.subject), \(night.description), \(row.content))
                """
            })
        try transaction.execute(
            "INSERT INTO insight_figure (kind, subject, night, content) VALUES ('night', '', \(night.description), '')")
    }

    static func all<Figure: Decodable>(
        _ kind: Kind, as type: Figure.Type, in transaction: any Transaction
    ) throws -> [Figure] {
        try transaction.rows("SELECT content FROM insight_figure WHERE kind = \(kind.rawValue) ORDER BY subject") {
            try JSONDecoder().decode(type, from: Data($0.text(0).utf8))
        }
    }

    static func one<Figure: Decodable>(
        _ kind: Kind, _ subject: String, as type: Figure.Type, in transaction: any Transaction
    ) throws -> Figure? {
        try transaction.first(
            "SELECT content FROM insight_figure WHERE kind = \(kind.rawValue) AND subject = \(subject)"
        ) { try JSONDecoder().decode(type, from: Data($0.text(0).utf8)) }
    }
}
