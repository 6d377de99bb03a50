import Core
import Hummingbird
import Messages
import WebSupport

/// Pages of private messages: for the two alone.
package struct MessagePages: Sendable {
    let messages: MessageService
    let cases: MessageCaseService
    let pages: PageRenderer

    package init(messages: MessageService, cases: MessageCaseService, pages: PageRenderer) {
        (self.messages, self.cases, self.pages) = (messages, cases, pages)
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let isHidden = request.typed("list") == "hidden"
        let page = ConversationListPage(
            found: try await messages.conversations(hidden: isHidden, after: after, as: context.principal),
            isHidden: isHidden, isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: Beginning

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        _ = try context.principal.requireWriter()
        let other = try await messages.addressee(request.typed("to"), as: context.principal)
        let page = MessageFormPage(to: other.username, name: other.displayName, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let draft = ConversationDraft(to: form["to"], body: form["body"])
            let written = try await messages.begin(draft, form: form.receipt, as: context.principal)
            return .seeOther(written.conversation.path, flash: Self.flash(written))
        } catch let problem as Problem where problem.belongsToForm || problem == .notFound {
            // Who takes no messages is not there; what was typed is kept all the same.
            let page = MessageFormPage(
                to: form["to"] ?? "", name: "", form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    private static func flash(_ written: MessageService.Written) -> String {
        written.message.state == .held ? "message_held" : "message_sent"
    }

    // MARK: One

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        return try await show(try context.id("id"), context, after: after)
    }

    private func show(
        _ id: ConversationID, _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let conversation = try await messages.conversation(id, as: context.principal)
        let page = ConversationPage(
            conversation: conversation,
            found: try await messages.messages(in: id, after: after, as: context.principal),
            isFirst: after == nil, form: form, problem: problem, visit: context.visit)
        let response = pages.response(page, context.visit, refusing: problem)
        // Whoever looks at the newest has read them.
        if after == nil, conversation.unread > 0 {
            let read = MessagesReadDraft(upTo: Int(conversation.lastNumber))
            _ = try await messages.markRead(read, in: id, as: context.principal)
        }
        return response
    }

    @Sendable package func submitMessage(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: ConversationID = try context.id("id")
        do {
            let written = try await messages.write(
                MessageDraft(id: form["newID"].flatMap { MessageID($0) }, body: form["body"]), in: id,
                form: form.receipt, as: context.principal)
            return .seeOther(written.conversation.path, flash: Self.flash(written))
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func submitHidden(_ request: Request, context: MemberContext) async throws -> Response {
        let isHidden = try await request.form()["hidden"] != "off"
        let conversation = try await messages.setHidden(isHidden, try context.id("id"), as: context.principal)
        return isHidden
            ? .seeOther("/messages?list=hidden", flash: "conversation_hidden")
            : .seeOther(conversation.path, flash: "conversation_shown")
    }

    // MARK: Who may write first

    @Sendable package func settingsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let allows = try await messages.settings(as: context.principal)
        let page = MessageSettingsPage(allows: allows.rawValue, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitSettings(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            _ = try await messages.change(MessageSettingsDraft(allows: form["allows"]), as: context.principal)
            return .seeOther("/settings/messages", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = MessageSettingsPage(allows: form["allows"] ?? "", problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: Reports

    @Sendable package func reportsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = MessageReportsPage(
            found: try await messages.reports(after: after, as: context.principal), isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func reportPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await report(context)
    }

    private func report(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let id: ConversationID = try context.id("id")
        let (message, neighbours) = try await messages.message(
            try context.id("message"), in: id, as: context.principal)
        guard message.author != context.member.id else { throw Problem(.forbidden, "own_words") }
        let page = MessageReportPage(
            conversation: try await messages.conversation(id, as: context.principal), message: message,
            neighbours: neighbours, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitReport(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let draft = MessageReportDraft(
            reason: form["reason"], note: form["note"], shown: form.all("shown").compactMap { MessageID($0) })
        do {
            let (_, isNew) = try await messages.report(
                draft, of: try context.id("message"), in: try context.id("id"), as: context.principal)
            return .seeOther("/messages/reports", flash: isNew ? "flagged" : "flagged_before")
        } catch let problem as Problem where problem.belongsToForm {
            return try await report(context, form: form, problem: problem)
        }
    }

    // MARK: Moderators

    @Sendable package func queuePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await queue(context, after: try request.after)
    }

    private func queue(
        _ context: ModeratorContext, after: PageCursor? = nil, decided: MessageCaseID? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let page = MessageCaseQueuePage(
            waiting: try await cases.queue(after: after, as: context.principal), isFirst: after == nil,
            decided: decided, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: MessageCaseID = try context.id("id")
        do {
            let draft = MessageCaseDecisionDraft(decision: form["decision"], answer: form["answer"])
            _ = try await cases.decide(draft, on: id, as: context.principal)
            return .seeOther("/moderation/messages", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await queue(context, decided: id, form: form, problem: problem)
        }
    }
}
