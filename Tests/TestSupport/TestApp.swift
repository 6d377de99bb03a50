import Accounts
import App
import Core
import Forum
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Mail
import NIOCore
import Storage
import Synchronization
import Visas

/// The production program on a database file of its own, with a fixed clock and counted ids, reached through the
/// router as a browser or a program would.
package struct TestApp: Sendable {
    package let services: Services
    package let clock: TestClock
    package let folder: URL
    private let client: any TestClientProtocol

    /// A moment that nothing happens at by itself: Saturday 21 November 2026, 09:00 UTC.
    package static let start = Timestamp(milliseconds: 1_795_251_600_000)
    package static let password = "a caravan of many words"

    /// Runs `body` against a fresh program and takes its files away afterwards. What the program wrote must be in the
    /// change index and in the search index then.
    /// - Parameters:
    ///   - tampering: whether the test writes to tables by itself, so that the index cannot know.
    ///   - options: settings besides those of tests.
    package static func run(
        limits: Bool = false, tampering: Bool = false, options: [String: String] = [:],
        on engine: TestEngine = .current,
        _ body: @Sendable (TestApp) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "karwan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestDatabase.run(in: folder, on: engine) { database in
            try await run(
                database, in: folder, limits: limits, tampering: tampering, options: options, body)
        }
    }

    private static func run(
        _ database: String, in folder: URL, limits: Bool, tampering: Bool, options: [String: String],
        _ body: @Sendable (TestApp) async throws -> Void
    ) async throws {
        let settings = try await Settings(
            options: [
                "database": database, "mail": folder.appending(path: "mail").path,
                "limits": limits ? "on" : "off", "log-level": "critical",
            ].merging(options) { $1 }, environment: [:])
        let clock = TestClock(start)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try TestDatabase.open(database, clock: clock.clock)
        var surroundings = Services.Surroundings()
        surroundings.clock = clock.clock
        surroundings.ids = .counted()
        surroundings.hashCost = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        let services = try await Services(settings: settings, store: store, surroundings: surroundings, logger: logger)
        let application = Application(
            responder: try buildRouter(services).router.buildResponder(), logger: logger)
        try await application.test(.router) { client in
            try await body(TestApp(services: services, clock: clock, folder: folder, client: client))
            let differences = try await store.read {
                try ChangeIndex.differences(from: Services.indexedRows, in: $0)
                    + ForumService.searchDifferences(in: $0) + Services.searchDifferences(in: $0)
            }
            if !tampering, !differences.isEmpty { throw IndexDiffers(lines: differences) }
            try await store.write { try $0.dialect.search.verify(in: $0) }
        }
        try await store.close()
    }

    /// Sends one request.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, as viewer: Viewer = .nobody, headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in viewer.headers.merging(headers, uniquingKeysWith: { $1 }) {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) })
        await services.forum.settleReads()
        return Answer(
            status: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
    }

    package func get(_ path: String, as viewer: Viewer = .nobody, headers: [String: String] = [:]) async throws
        -> Answer
    {
        try await send(.get, path, as: viewer, headers: headers)
    }

    /// Sends a form as a browser of today does.
    package func submit(
        _ path: String, _ fields: KeyValuePairs<String, String>, as viewer: Viewer = .nobody,
        headers: [String: String] = ["Sec-Fetch-Site": "same-origin"]
    ) async throws -> Answer {
        let allowed = CharacterSet.alphanumerics
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await send(.post, path, as: viewer, headers: type.merging(headers) { $1 }, body: Array(body.utf8))
    }

    /// Sends JSON as text, so that tests can say exactly what is sent.
    package func api(
        _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, as viewer: Viewer = .nobody,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let type = json == nil ? [:] : ["Content-Type": "application/json"]
        return try await send(
            method, path, as: viewer, headers: type.merging(headers) { $1 }, body: json.map { Array($0.utf8) })
    }

    // MARK: What changed

    /// All that the database still holds, as text: of SQLite the bytes of its files, of PostgreSQL the rows of its
    /// tables.
    package func everything() async throws -> String {
        guard TestEngine.isSQLite else {
            return try await services.store.read { transaction in
                try transaction.first("SELECT CAST(schema_to_xml('public', true, false, '') AS TEXT)") { $0.text(0) }
            } ?? ""
        }
        let path = services.settings.database
        return try [path, path + "-wal"].filter { FileManager.default.fileExists(atPath: $0) }
            .map { String(decoding: try Data(contentsOf: URL(filePath: $0)), as: Unicode.ASCII.self) }.joined()
    }

    /// The number in the only column of a query's only row.
    package func count(_ query: Query) async throws -> Int {
        try await services.store.read { Int(try $0.number(query)) }
    }

    /// Rows of every table that people write to: what a refused request must leave as it was.
    package func contents() async throws -> [String: Int] {
        let counts = try await services.store.read { transaction in
            try transaction.rows(Self.counting) { ($0.text(0), Int($0.integer(1))) }
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    private static let counted = [
        "account", "session", "api_token", "email_verification", "mail_message", "forum_thread", "forum_post",
        "post_vote", "post_revision", "tag", "category", "thread_read", "notice_level", "submitted_form",
        "notification", "notification_setting", "change_commit", "change_index_entry", "review_item", "flag",
        "suspension", "moderation_entry", "vouch", "written_sentence", "undone_post", "pathway", "pathway_version",
        "pathway_fact", "pathway_edit",
        "pathway_report", "checklist", "checklist_entry", "checklist_item", "timeline", "timeline_event", "employer",
        "job", "job_event", "saved_job", "job_report", "employer_speaker", "register_snapshot", "register_entry",
        "employer_register", "saved_search",
        "imported_job", "application", "application_move", "notification_other", "opportunity",
        "opportunity_interest", "talent_entry", "talent_destination", "talent_look", "mentor_profile", "mentor_stay",
        "mentor_experience", "mentor_facet", "mentee_profile", "availability_window", "availability_exception",
        "mentoring_private_rule", "mentoring_unwanted", "mentoring_adult", "mentor_review", "mentor_question",
        "mentorship", "mentorship_event", "mentorship_message", "meeting", "meeting_event", "mentoring_round",
        "mentoring_round_member", "mentoring_round_wish", "mentoring_round_answer", "mentoring_round_run",
        "mentoring_round_piece", "mentoring_offer", "mentoring_round_telling", "mentoring_figure", "office_hour",
        "office_hour_seat", "mentee_findable", "mentorship_invitation", "mentorship_feedback", "mentorship_goal",
        "mentorship_note",
        "mentoring_pause", "mentoring_case", "mentor_wait", "push_subscription", "push_message",
        "moved_member", "moved_record", "old_address", "member_group", "group_member", "group_answer",
        "group_declaration", "group_vouch", "group_event", "event_seat", "mail_bounce", "mentoring_kept_apart",
        "mentoring_round_pair", "tag_synonym", "conversation", "conversation_member", "conversation_message",
        "conversation_sentence", "conversation_setting", "conversation_case", "conversation_case_message", "poll",
        "poll_option", "poll_ballot", "scam_pattern", "post_suggestion", "anonymous_name", "anonymous_credit",
        "unmasking",
    ]

    /// One statement for all: it is asked before and after each refusal. Names of tables cannot be bound; these are the
    /// literals above.
    private static let counting = Query(
        stringLiteral: counted.map { "SELECT '\($0)', count(*) FROM \($0)" }.joined(separator: " UNION ALL "))

    /// Holds, hides, deletes or publishes, as a moderator's decision does.
    package func setState(_ state: PostState, ofPost id: PostID) async throws {
        try await services.forum.setState(state, ofPost: id, as: .system(reason: "test"))
    }

    package func setState(_ state: PostState, ofThread id: ThreadID) async throws {
        try await services.forum.setState(state, ofThread: id, as: .system(reason: "test"))
    }

    /// Changes the database behind the program's back, for states that no page reaches yet.
    package func change(_ query: Query) async throws {
        try await services.store.write { _ = try $0.execute(query) }
    }

    /// The letters in the outbox: address and body.
    package func letters() async throws -> [(to: String, body: String)] {
        try await services.store.read { transaction in
            try transaction.rows("SELECT to_address, body FROM mail_message ORDER BY id") { ($0.text(0), $0.text(1)) }
        }
    }
}

/// What came back.
package struct Answer: Sendable {
    package let status: Int
    package let headers: HTTPFields
    package let bytes: [UInt8]

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// Values of `Set-Cookie`.
    package var cookies: [String] { headers[values: .setCookie] }

    /// The body as a JSON object.
    package func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    /// `items` of a list.
    package func items() throws -> [[String: Any]] { try json()["items"] as? [[String: Any]] ?? [] }
}

/// Who sends a request.
package struct Viewer: Sendable {
    package var headers: [String: String]
    package static let nobody = Viewer(headers: [:])

    package init(headers: [String: String]) { self.headers = headers }
}

/// A clock that tests set.
package final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    package init(_ time: Timestamp) { self.time = Mutex(time) }

    package var clock: Clock { Clock { self.time.withLock { $0 } } }

    package func advance(_ span: Span) { time.withLock { $0 = $0.advanced(by: span) } }
}

extension IdentifierSource {
    /// 1, 2, 3 … in the order of time.
    package static func counted() -> IdentifierSource {
        let count = Mutex<UInt64>(0)
        return IdentifierSource { now in
            let number = count.withLock { count in
                count += 1
                return count
            }
            let high = UInt64(clamping: now.milliseconds) << 16 | 0x7000 | (number & 0xFFF)
            return uuidText(high: high, low: 0x8000_0000_0000_0000 | number)
        }
    }
}

/// After a test the change index or the search index is not what the tables say.
struct IndexDiffers: Error, CustomStringConvertible {
    let lines: [String]
    var description: String { lines.joined(separator: "\n") }
}
