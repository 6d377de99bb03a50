import Core
import Groups
import Hummingbird
import WebSupport

/// Who is in a group, and who asks to be let in.
extension GroupPages {
    @Sendable package func membersPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await showMembers(try await named(context), context, after: try request.after)
    }

    private func showMembers(
        _ group: MemberGroup, _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let page = GroupMembersPage(
            group: group, found: try await groups.members(in: group.id, after: after, as: context.principal),
            isFirst: after == nil, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    /// One form for each member, and one that invites: which button was pressed says what is meant.
    @Sendable package func submitMember(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let group = try await named(context)
        do {
            let flash = try await act(form, in: group, as: context.principal)
            return .seeOther("\(group.encodedPath)/members", flash: flash)
        } catch let problem as Problem where problem.belongsToForm {
            return try await showMembers(group, context, form: form, problem: problem)
        }
    }

    private func act(_ form: Form, in group: MemberGroup, as principal: Principal) async throws -> String {
        if form.wants("invite") {
            try await groups.invite(GroupInvitationDraft(username: form["username"]), to: group.id, as: principal)
            return "group_invited"
        }
        guard let member = form["member"].flatMap({ MemberID($0) }) else { throw Problem.notFound }
        if form.wants("remove") {
            try await groups.remove(member, from: group.id, as: principal)
            return "group_member_removed"
        }
        var change = GroupMemberChange()
        if form.wants("appoint") { change.isModerator = true }
        if form.wants("dismiss") { change.isModerator = false }
        if form.wants("expiry") { change.expiresOn = form["expiresOn"] ?? "" }
        _ = try await groups.set(change, of: member, in: group.id, as: principal)
        return "saved"
    }

    @Sendable package func requestsPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await showRequests(try await named(context), context, after: try request.after)
    }

    private func showRequests(
        _ group: MemberGroup, _ context: MemberContext, after: PageCursor? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = GroupRequestsPage(
            group: group, found: try await groups.requests(in: group.id, after: after, as: context.principal),
            isFirst: after == nil, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitRequest(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let group = try await named(context)
        guard let member = form["member"].flatMap({ MemberID($0) }) else { throw Problem.notFound }
        do {
            if form.wants("vouch") || form.wants("unvouch") {
                try await groups.setVouch(form.wants("vouch"), for: member, in: group.id, as: context.principal)
            } else {
                let step: GroupMemberChange.Step = form.wants("accept") ? .member : .refused
                _ = try await groups.set(
                    GroupMemberChange(state: step.rawValue), of: member, in: group.id, as: context.principal)
            }
        } catch let problem as Problem where problem.belongsToForm {
            return try await showRequests(group, context, problem: problem)
        }
        return .seeOther("\(group.encodedPath)/requests", flash: "saved")
    }
}
