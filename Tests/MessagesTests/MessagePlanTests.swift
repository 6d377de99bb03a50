import Core
import Storage
import TestSupport
import Testing

@testable import Messages

@Suite("No page of messages reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct MessagePlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")
    private static let other = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000008")
    private static let conversation = ConversationID(trusted: "0199f4b0-0000-7000-8011-000000000007")

    /// 200 members, 4,000 conversations among them, 8,000 messages in the first 400, and a group of all.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO conversation (id, first_id, second_id, began_by, began_at)
        SELECT printf('0199f4b0-0000-7000-8011-%012d', i),
            printf('0199f4b0-0000-7000-8000-%012d', i % 180 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', i % 180 + 2 + i / 180 % 19),
            printf('0199f4b0-0000-7000-8000-%012d', i % 180 + 1), i
        FROM n WHERE true ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO conversation_member (conversation_id, account_id, other_id, last_number, last_at)
        SELECT id, first_id, second_id, 1, began_at FROM conversation
        UNION ALL SELECT id, second_id, first_id, 1, began_at FROM conversation
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
        INSERT INTO conversation_message (id, conversation_id, number, author_id, body, html, markup_version, state,
            warning, created_at)
        SELECT printf('0199f4b0-0000-7000-8012-%012d', i), conversation.id, i / 400 + 1,
            CASE i / 400 % 2 WHEN 0 THEN conversation.first_id ELSE conversation.second_id END, 'B', '<p>B</p>', 2,
            CASE i % 50 WHEN 0 THEN 'withdrawn' ELSE 'sent' END, '', i
        FROM n JOIN conversation ON conversation.id = printf('0199f4b0-0000-7000-8011-%012d', i % 400 + 1)
        """,
        """
        INSERT INTO conversation_sentence (account_id, digest, conversation_id, written_at)
        SELECT began_by, 'd' || began_at % 7, id, began_at FROM conversation
        """,
        "INSERT INTO conversation_setting (account_id, allows) SELECT id, 'acquainted' FROM account",
        """
        INSERT INTO conversation_case (id, kind, message_id, account_id, opened_by, reason, words, state, opened_at)
        SELECT message.id, CASE message.created_at % 2 WHEN 0 THEN 'report' ELSE 'held' END, message.id,
            message.author_id, CASE message.created_at % 2 WHEN 0 THEN conversation.second_id END, 'scam', 'W',
            CASE message.created_at % 4 WHEN 0 THEN 'open' ELSE 'granted' END, message.created_at
        FROM conversation_message AS message JOIN conversation ON conversation.id = message.conversation_id
        """,
        "INSERT INTO conversation_case_message (case_id, message_id) SELECT id, message_id FROM conversation_case",
        """
        INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, weeks,
            requested_at, accepted_at, updated_at)
        SELECT id, first_id, second_id, 'career', 'completed', 'G', 'B', 'Q', 12, 1, 1, 1 FROM conversation
        """,
    ]

    @Test(arguments: [false, true])
    func everyListIsReadByAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                try Self.readConversations(recorder)
                try Self.readMessages(recorder)
                try Self.readCases(recorder)
                return recorder.plans
            }
            #expect(plans.count > 20)
            for step in plans {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                // What is counted is read by an index and cut off at a hundred.
                let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each", "unread", "found"].contains(table)
                #expect(!isScan, "analysed \(analysed): \(step)")
                #expect(!step.contains("TEMP B-TREE FOR ORDER BY"), "analysed \(analysed): \(step)")
            }
        }
    }

    private static func readConversations(_ transaction: any Transaction) throws {
        for cursor in [nil, PageCursor(key: 3000, id: "x")] {
            for isHidden in [false, true] {
                let found = try ConversationRepository.list(
                    of: member, hidden: isHidden, after: cursor, limit: 5, in: transaction)
                #expect(found.isEmpty == isHidden)
            }
        }
        _ = try ConversationRepository.byID([conversation.text], of: member, in: transaction)
        _ = try ConversationRepository.between(member, other, in: transaction)
        _ = try ConversationRepository.begun(by: member, since: Timestamp(milliseconds: 100), in: transaction)
        _ = try ConversationRepository.allowance(of: other, toward: member, in: transaction)
        _ = try ConversationRepository.areAcquainted(other, member, in: transaction)
        _ = try ConversationRepository.member("m7", in: transaction)
        _ = try ConversationRepository.allows(member, in: transaction)
    }

    private static func readMessages(_ transaction: any Transaction) throws {
        let found = try MessageRepository.messages(
            in: conversation, before: .max, limit: 5, seenBy: member, transaction)
        let message = try #require(found.first)
        _ = try MessageRepository.neighbours(of: message, each: 5, seenBy: member, in: transaction)
        _ = try MessageRepository.byID([message.id.text], of: member, in: transaction)
        _ = try MessageRepository.all(by: member, in: transaction)
        _ = try MessageRepository.stored(message.id, in: transaction)
        _ = try MessageRepository.hasWritten(other, in: conversation, transaction)
        _ = try MessageRepository.count(by: member, in: conversation, transaction)
        _ = try MessageRepository.copied(
            ["d1", "d2"], by: member, besides: conversation, copies: 2, since: Timestamp(milliseconds: 1),
            in: transaction)
        for state in [MessageState.sent, .withdrawn] {
            _ = try MessageRepository.count(of: member, state, in: transaction)
        }
    }

    private static func readCases(_ transaction: any Transaction) throws {
        for cursor in [nil, PageCursor(key: 300, id: "x")] {
            let waiting = try MessageCaseRepository.open(after: cursor, limit: 5, in: transaction)
            #expect(waiting.count == 6)
            let whole = try MessageCaseRepository.withMessages(waiting, in: transaction)
            #expect(whole.allSatisfy { $0.shown.count == 1 })
            _ = try MessageCaseRepository.opened(by: member, after: cursor, limit: 5, in: transaction)
        }
        let id = MessageID(trusted: "0199f4b0-0000-7000-8012-000000000007")
        _ = try MessageCaseRepository.report(of: id, by: member, in: transaction)
        _ = try MessageCaseRepository.found(MessageCaseID(trusted: id.text), in: transaction)
    }
}
