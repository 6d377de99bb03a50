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

    /// Decided cases for finding unlikely lengths: id, pathway, days.
    static func decided(in transaction: any Transaction) throws -> [(id: String, pathway: String, days: Int)] {
        try transaction.rows(
            """
            SELECT id, pathway_id, submitted_on, ended_on FROM timeline
            WHERE visibility <> 'private' AND submitted_on IS NOT NULL AND ending IN ('approved', 'refused')
            """
        ) { row in
            let days = TimelineRepository.day(row.text(3)).days(since: TimelineRepository.day(row.text(2)))
            return (row.text(0), row.text(1), days)
        }
    }

    static func doubt(_ ids: [String], at now: Timestamp, in transaction: any WriteTransaction) throws {
        guard !ids.isEmpty else { return }
        try transaction.execute(
            """
            UPDATE timeline SET doubted_at = \(now), revision = revision + 1
            WHERE doubted_at IS NULL AND is_affirmed = 0 AND \(transaction.dialect.anyOf("id", ids))
            """)
    }

    static func lastNight(in transaction: any Transaction) throws -> CivilDay? {
        try transaction.first("SELECT night FROM processing_night ORDER BY night DESC LIMIT 1") {
            TimelineRepository.day($0.text(0))
        }
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

    static func figures(
        _ pathway: String, night: CivilDay, in transaction: any Transaction
    ) throws -> [ProcessingFigure] {
        try transaction.rows(
            """
            SELECT content FROM processing_figure
            WHERE pathway_id = \(pathway) AND night = \(night.description) ORDER BY cell
            """
        ) { try JSONDecoder().decode(ProcessingFigure.self, from: Data($0.text(0).utf8)) }
    }

    /// Pathways of which there is a figure of all members, with it.
    static func totals(night: CivilDay, in transaction: any Transaction) throws -> [String: ProcessingFigure] {
        let rows = try transaction.rows(
            "SELECT pathway_id, content FROM processing_figure WHERE night = \(night.description) AND cell = ''"
        ) { ($0.text(0), try JSONDecoder().decode(ProcessingFigure.self, from: Data($0.text(1).utf8))) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
