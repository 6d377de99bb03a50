import Core
import Groups
import Hummingbird
import Mustache
import WebSupport

/// The threads of a group as its page lists them: rows of another feature, which the program brings together.
package struct GroupThreads: Sendable {
    package var rows: [any MustacheParent & Sendable]
    package var next: PageCursor?

    package init(rows: [any MustacheParent & Sendable] = [], next: PageCursor? = nil) {
        self.rows = rows
        self.next = next
    }
}

/// Finds a page of the threads of a group, those with the newest posts first.
package typealias GroupThreadSource = @Sendable (GroupID, PageCursor?, Visit) async throws -> GroupThreads

/// Pages of groups.
package struct GroupPages: Sendable {
    let groups: GroupService
    let pages: PageRenderer
    let threads: GroupThreadSource

    package init(groups: GroupService, pages: PageRenderer, threads: @escaping GroupThreadSource) {
        self.groups = groups
        self.pages = pages
        self.threads = threads
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let after = try request.after
        let principal = context.principal
        let isOwnShown = after == nil && principal.member != nil
        let page = GroupListPage(
            found: try await groups.groups(after: after, as: principal),
            own: isOwnShown ? try await groups.ownGroups(as: principal) : [], isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        let group = try await groups.group(named: try context.text("slug"), as: context.principal)
        return try await show(group, context, after: try request.after)
    }

    private func show(
        _ group: MemberGroup, _ context: some PageContext, after: PageCursor? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let canRead = context.principal.canRead(group)
        let page = GroupPage(
            group: group, threads: canRead ? try await threads(group.id, after, context.visit) : GroupThreads(),
            isFirst: after == nil, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    /// The group that the address names.
    func named(_ context: MemberContext) async throws -> MemberGroup {
        try await groups.group(named: try context.text("slug"), as: context.principal)
    }

    // MARK: Founding

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        try groups.requireFounder(context.principal)
        return pages.response(GroupFormPage(group: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (group, _) = try await groups.found(form.groupDraft, form: form.receipt, as: context.principal)
            return .seeOther(group.encodedPath, flash: "group_founded")
        } catch let problem as Problem where problem.belongsToForm {
            let page = GroupFormPage(group: nil, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let group = try await editable(context)
        return pages.response(GroupFormPage(group: group, visit: context.visit), context.visit)
    }

    /// Permission is checked before the form is shown.
    private func editable(_ context: MemberContext) async throws -> MemberGroup {
        let group = try await named(context)
        guard context.principal.canModerate(group) else { throw Problem(.forbidden, "group_moderators_only") }
        return group
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let group = try await editable(context)
        do {
            let changed = try await groups.change(
                form.groupChange, of: group.id, from: form["revision"].flatMap { Int64($0) }, as: context.principal)
            return .seeOther(changed.encodedPath, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = GroupFormPage(group: group, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: Joining

    @Sendable package func submitJoin(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let group = try await named(context)
        let draft = GroupJoinDraft(
            answers: (1...GroupLimits.questions).map { form["answer\($0)"] }, isWoman: form["isWoman"] == "on")
        do {
            let joined = try await groups.join(draft, group.id, as: context.principal)
            let flash = joined.isMember ? "group_joined" : "group_asked"
            return .seeOther(joined.encodedPath, flash: flash)
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(group, context, form: form, problem: problem)
        }
    }

    @Sendable package func submitLeave(_ request: Request, context: MemberContext) async throws -> Response {
        let group = try await named(context)
        do {
            try await groups.leave(group.id, as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(group, context, problem: problem)
        }
        return .seeOther("/groups", flash: "group_left")
    }
}

extension MemberGroup {
    /// As a header may carry it: slugs have letters of any script.
    var encodedPath: String { "/groups/\(Links.escaped(slug))" }
}

extension Form {
    var groupDraft: GroupDraft {
        var draft = GroupDraft()
        (draft.name, draft.about) = (self["name"] ?? "", self["about"] ?? "")
        (draft.visibility, draft.joining) = (self["visibility"] ?? "", self["joining"] ?? "")
        (draft.questions, draft.memberDays) = (questions, memberDays)
        draft.isWoman = self["isWoman"] == "on"
        return draft
    }

    var groupChange: GroupChange {
        var change = GroupChange()
        (change.name, change.about) = (self["name"] ?? "", self["about"] ?? "")
        (change.joining, change.questions, change.memberDays) = (self["joining"], questions, memberDays)
        return change
    }

    /// One a line, as many as there are.
    private var questions: [String] {
        (self["questions"] ?? "").split(whereSeparator: \.isNewline).map { UserText.clean(String($0), .line) }
            .filter { !$0.isEmpty }
    }

    /// What is no number is out of any range, and comes back with what was typed.
    private var memberDays: Int {
        let text = UserText.clean(self["memberDays"] ?? "", .line)
        return text.isEmpty ? 0 : Int(text) ?? -1
    }
}
