import Core
import Foundation
import Storage

/// SQL over figures and what they are made of; internal to the feature.
enum FigureRepository {
    /// Cases that count: shown to cohorts, filed since a day, of members who joined until a moment.
    static func rows(
        filedSince day: CivilDay, joinedUntil: Timestamp, doubtedUntil: Timestamp, in transaction: any Transaction
    ) throws -> [CohortRow] {
        try transaction.rows(
            """
            SELECT timeline.account_id, timeline.pathway_id, timeline.office, timeline.lane, timeline.nationality,
                timeline.submitted_on, timeline.ended_on, timeline.ending, timeline.confirmed_on, timeline.created_at,
                CASE WHEN timeline.is_affirmed = 0 AND timeline.doubted_at <= \(doubtedUntil) THEN 1 ELSE 0 END
            FROM timeline JOIN account_joined ON account_joined.id = timeline.account_id
            WHERE timeline.visibility <> 'private' AND timeline.submitted_on >= \(day.description)
                AND account_joined.joined_at <= \(joinedUntil)
            ORDER BY timeline.created_at, timeline.id
            """
        ) { row in
            CohortRow(
                member: row.id(0), pathway: row.text(1), office: row.text(2),
                lane: Timeline.Lane(rawValue: row.text(3)) ?? .standard, nationality: row.textOrNil(4),
                submittedOn: TimelineRepository.day(row.text(5)),
                endedOn: row.textOrNil(6).map(TimelineRepository.day),
                ending: row.textOrNil(7).flatMap(Timeline.Ending.init),
                confirmedOn: TimelineRepository.day(row.text(8)), createdAt: row.time(9), isExcluded: row.flag(10))
        }
    }

    /// Decided cases filed since a day, for finding unlikely lengths: id, pathway, days.
    static func decided(
        filedSince day: CivilDay, in transaction: any Transaction
    ) throws -> [(id: String, pathway: String, days: Int)] {
        try transaction.rows(
            """
            SELECT id, pathway_id, submitted_on, ended_on FROM timeline
            WHERE visibility <> 'private' AND submitted_on >= \(day.description)
                AND ending IN ('approved', 'refused')
            """
        ) { row in
            let days = TimelineRepository.day(row.text(3)).days(since: TimelineRepository.day(row.text(2)))
            return (row.text(0), row.text(1), days)
        }
    }

    /// - Returns: those that were not in doubt before, with their members and pathways.
    static func doubt(
        _ ids: [String], at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> [(id: TimelineID, member: MemberID, pathway: String)] {
        guard !ids.isEmpty else { return [] }
        return try transaction.rows(
            """
            UPDATE timeline SET doubted_at = \(now), revision = revision + 1
            WHERE doubted_at IS NULL AND is_affirmed = 0 AND \(transaction.dialect.anyOf("id", ids))
            RETURNING id, account_id, pathway_id
            """
        ) { ($0.id(0), $0.id(1), $0.text(2)) }
    }

    /// Nights of before a day that were not the last of their month: nothing refers to their figures any more.
    static func superseded(
        before day: CivilDay, limit: Int, in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT past.night FROM processing_night AS past
            WHERE past.night < \(day.description) AND EXISTS (
                SELECT 1 FROM processing_night AS later
                WHERE later.night > past.night AND later.night < substr(past.night, 1, 7) || '-99')
            ORDER BY past.night LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    static func remove(_ nights: [String], in transaction: any WriteTransaction) throws {
        guard !nights.isEmpty else { return }
        try transaction.execute("DELETE FROM processing_figure WHERE \(transaction.dialect.anyOf("night", nights))")
        try transaction.execute("DELETE FROM processing_night WHERE \(transaction.dialect.anyOf("night", nights))")
    }

    static func lastNight(in transaction: any Transaction) throws -> CivilDay? {
        let last = try transaction.first("SELECT max(night) FROM processing_night") { $0.textOrNil(0) }
        return last.flatMap { $0 }.map(TimelineRepository.day)
    }

    /// When figures were last made, in milliseconds since 1970; 0 before the first night.
    static func lastMaking(in transaction: any Transaction) throws -> Int64 {
        try transaction.number("SELECT COALESCE(max(made_at), 0) FROM processing_night")
    }

    static func save(
        _ figures: [(pathway: String, cell: String, content: String)], night: CivilDay, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM processing_figure WHERE night = \(night.description)")
        try transaction.execute(
            all: figures.map { figure in
                """
                INSERT INTO processing_figure (pathway_id, night, cell, method, content)
                VALUES (\(figure.pathway), \(night.description), \(figure.cell), \(FigureMaker.method),
                    \(figure.content))
                """
            })
        try transaction.execute(
            """
            INSERT INTO processing_night (night, made_at) VALUES (\(night.description), \(now))
            ON CONFLICT (night) DO UPDATE SET made_at = excluded.made_at
            """)
    }

    /// Keys of a pathway's cells that may be shown.
    static func cells(_ pathway: String, night: CivilDay, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT cell FROM processing_figure
            WHERE pathway_id = \(pathway) AND night = \(night.description) ORDER BY cell
            """
        ) { $0.text(0) }
    }

    /// What was written of some of the cells, by key.
    static func contents(
        _ pathway: String, night: CivilDay, cells: [String], in transaction: any Transaction
    ) throws -> [String: String] {
        let rows = try transaction.rows(
            """
            SELECT cell, content FROM processing_figure
            WHERE pathway_id = \(pathway) AND night = \(night.description)
                AND \(transaction.dialect.anyOf("cell", cells))
            """
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Pathways of which there is a figure of all members, with it as it was written.
    static func totalContents(
        night: CivilDay, in transaction: any Transaction
    ) throws -> [(pathway: String, content: String)] {
        try transaction.rows(
            "SELECT pathway_id, content FROM processing_figure WHERE night = \(night.description) AND cell = ''"
        ) { ($0.text(0), $0.text(1)) }
    }

    static func figure(_ content: String) throws -> ProcessingFigure {
        try JSONDecoder().decode(ProcessingFigure.self, from: Data(content.utf8))
    }

    static func headline(_ content: String) throws -> ProcessingHeadline {
        try JSONDecoder().decode(ProcessingHeadline.self, from: Data(content.utf8))
    }
}
