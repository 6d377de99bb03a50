import Core
import Hummingbird
import Messages
import WebSupport

extension ConversationDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["to": "ayesha", "body": "Thank you for your answer. May I ask how long it took?"]
}

extension MessageDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "It took **seven weeks** from the day I handed it in."]
}

extension MessagesReadDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["upTo": "1"]
}

extension MessageSettingsDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["allows": "everyone"]
}

extension MessageReportDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["reason": "scam", "note": "Asked for a fee before the interview."]
}

extension MessageCaseDecisionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["decision": "grant", "answer": "Thank you for telling us."]
}

/// JSON routes of private messages: for the two alone.
package struct MessageAPI: Sendable {
    let messages: MessageService
    let cases: MessageCaseService

    package init(messages: MessageService, cases: MessageCaseService) {
        (self.messages, self.cases) = (messages, cases)
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<ConversationRecord>> {
        let found = try await messages.conversations(
            hidden: request.typed("hidden") == "true", after: try request.after, limit: try request.limit,
            as: context.principal)
        return .ok(ListAnswer(items: found.items.map { ConversationRecord($0) }, next: found.next?.text))
    }

    @Sendable package func begin(
        _ request: Request, context: MemberContext, draft: ConversationDraft
    ) async throws -> Answer<MessageRecord> {
        created(try await messages.begin(draft, as: context.principal))
    }

    @Sendable package func show(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ConversationRecord> {
        answer(try await messages.conversation(try context.id("id"), as: context.principal))
    }

    @Sendable package func listMessages(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MessageRecord>> {
        let found = try await messages.messages(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(MessageRecord.init), next: found.next?.text))
    }

    @Sendable package func createMessage(
        _ request: Request, context: MemberContext, draft: MessageDraft
    ) async throws -> Answer<MessageRecord> {
        created(try await messages.write(draft, in: try context.id("id"), as: context.principal))
    }

    @Sendable package func markRead(
        _ request: Request, context: MemberContext, draft: MessagesReadDraft
    ) async throws -> Answer<ConversationRecord> {
        answer(try await messages.markRead(draft, in: try context.id("id"), as: context.principal))
    }

    @Sendable package func hide(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ConversationRecord> {
        answer(try await messages.setHidden(true, try context.id("id"), as: context.principal))
    }

    @Sendable package func unhide(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ConversationRecord> {
        answer(try await messages.setHidden(false, try context.id("id"), as: context.principal))
    }

    @Sendable package func showSettings(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<MessageSettingsRecord> {
        .ok(MessageSettingsRecord(try await messages.settings(as: context.principal)))
    }

    @Sendable package func changeSettings(
        _ request: Request, context: MemberContext, draft: MessageSettingsDraft
    ) async throws -> Answer<MessageSettingsRecord> {
        .ok(MessageSettingsRecord(try await messages.change(draft, as: context.principal)))
    }

    private func created(_ written: MessageService.Written) -> Answer<MessageRecord> {
        .created(
            MessageRecord(written.message), at: "/api/v1/me/conversations/\(written.conversation.id)",
            isNew: written.isNew)
    }

    private func answer(_ conversation: Conversation) -> Answer<ConversationRecord> {
        .ok(ConversationRecord(conversation), revision: conversation.version)
    }

    // MARK: Reports

    @Sendable package func report(
        _ request: Request, context: MemberContext, draft: MessageReportDraft
    ) async throws -> Answer<OwnMessageReportRecord> {
        let (made, isNew) = try await messages.report(
            draft, of: try context.id("message"), in: try context.id("id"), as: context.principal)
        return .created(OwnMessageReportRecord(made), at: "/api/v1/me/message-reports", isNew: isNew)
    }

    @Sendable package func listReports(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OwnMessageReportRecord>> {
        let found = try await messages.reports(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(OwnMessageReportRecord.init), next: found.next?.text))
    }

    @Sendable package func queue(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<MessageCaseRecord>> {
        let found = try await cases.queue(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(MessageCaseRecord.init), next: found.next?.text))
    }

    @Sendable package func decide(
        _ request: Request, context: ModeratorContext, draft: MessageCaseDecisionDraft
    ) async throws -> Answer<MessageCaseRecord> {
        .ok(MessageCaseRecord(try await cases.decide(draft, on: try context.id("id"), as: context.principal)))
    }
}
