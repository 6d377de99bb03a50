import Core
import Messages
import TestSupport
import Testing

/// How templates of private messages are reached.
enum MessageTemplates {
    /// In the language of the others: two who write to each other, and a report.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let writer = try await app.member("writer")
        let reader = try await app.member("reader")
        let watch = try await app.member("warden", roles: [.moderator])
        try await app.trust(writer, 1)
        for member in [writer, reader] {
            _ = try await app.services.messages.change(
                MessageSettingsDraft(allows: "everyone"), as: member.principal)
        }
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        let form = try await app.get("/messages/new?to=reader", as: writer.browser)
        let sent = try await begin("Was it **long**?", to: "reader", as: writer, app)
        _ = try await app.services.messages.write(
            MessageDraft(body: "It was."), in: sent.conversation.id, as: reader.principal)
        _ = try await app.services.messages.report(
            MessageReportDraft(reason: "spam", note: "Sent to everybody."), of: sent.message.id,
            in: sent.conversation.id, as: reader.principal)
        let path = sent.conversation.path
        return [
            "message_form": form,
            "message_report": try await app.get("\(path)/report/\(sent.message.id)", as: reader.browser),
            "conversation_list": try await app.get("/messages", as: reader.browser),
            "conversation": try await app.get(path, as: reader.browser),
            "message_settings": try await app.get("/settings/messages", as: reader.browser),
            "message_reports": try await app.get("/messages/reports", as: reader.browser),
            "message_case_queue": try await app.get("/moderation/messages", as: watch.browser),
        ]
    }

    /// Writes as one of level 1.
    static func begin(
        _ body: String, to username: String, as member: TestMember, _ app: TestApp
    ) async throws -> MessageService.Written {
        guard case .member(var principal) = member.principal else { throw Problem.notFound }
        principal.trust = .known
        return try await app.services.messages.begin(
            ConversationDraft(to: username, body: body), as: .member(principal))
    }
}
