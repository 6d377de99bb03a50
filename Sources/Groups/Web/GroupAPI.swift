import Core
import Groups
import Hummingbird
import WebSupport

extension GroupDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "name": "Backend developers in Berlin", "about": "Who writes back ends in Berlin, or is about to come.",
        "visibility": "listed", "joining": "request", "memberDays": "365",
    ]
}

extension GroupChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "name": "Backend developers in Berlin", "about": "Who writes back ends in Berlin, or is about to come.",
        "joining": "request", "memberDays": "365",
    ]
}

extension GroupJoinDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "answer1": "I move to Berlin in March.", "answer2": "Swift and Go.", "answer3": "A friend told me.",
    ]
}

extension GroupMemberChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["state": "member", "expiresOn": "2999-12-31"]
}

extension GroupInvitationDraft: APIDraft {
    package static let fieldNames: Set<String> = ["username"]
    package static let samples = ["username": "ayesha"]
}

/// JSON routes of groups.
package struct GroupAPI: Sendable {
    let groups: GroupService

    package init(groups: GroupService) { self.groups = groups }

    private func record(_ group: MemberGroup, _ principal: Principal) -> GroupRecord {
        GroupRecord(group, canRead: principal.canRead(group), withMembership: true)
    }

    private func answer(_ group: MemberGroup, _ principal: Principal) -> Answer<GroupRecord> {
        .ok(record(group, principal), revision: group.revision)
    }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<GroupRecord>> {
        let principal = context.principal
        let found = try await groups.groups(after: try request.after, limit: try request.limit, as: principal)
        return .ok(ListAnswer(items: found.items.map { record($0, principal) }, next: found.next?.text))
    }

    @Sendable package func listOwn(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<GroupRecord>> {
        let own = try await groups.ownGroups(as: context.principal)
        return .ok(ListAnswer(items: own.map { record($0, context.principal) }, next: nil))
    }

    @Sendable package func found(
        _ request: Request, context: MemberContext, draft: GroupDraft
    ) async throws -> Answer<GroupRecord> {
        let (group, isNew) = try await groups.found(draft, as: context.principal)
        return .created(
            record(group, context.principal), at: "/api/v1/groups/\(group.id)", isNew: isNew, revision: group.revision)
    }

    @Sendable package func show(_ request: Request, context: VisitorContext) async throws -> Answer<GroupRecord> {
        answer(try await groups.group(try context.id("id"), as: context.principal), context.principal)
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, draft: GroupChange
    ) async throws -> Answer<GroupRecord> {
        let group = try await groups.change(
            draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal)
        return answer(group, context.principal)
    }

    // MARK: Members

    @Sendable package func listMembers(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<GroupMemberRecord>> {
        let found = try await groups.members(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(GroupMemberRecord.init), next: found.next?.text))
    }

    @Sendable package func listRequests(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<GroupMemberRecord>> {
        let found = try await groups.requests(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(GroupMemberRecord.init), next: found.next?.text))
    }

    @Sendable package func join(
        _ request: Request, context: MemberContext, draft: GroupJoinDraft
    ) async throws -> Answer<GroupRecord> {
        answer(try await groups.join(draft, try context.id("id"), as: context.principal), context.principal)
    }

    @Sendable package func invite(
        _ request: Request, context: MemberContext, draft: GroupInvitationDraft
    ) async throws -> Answer<Nothing> {
        try await groups.invite(draft, to: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setMember(
        _ request: Request, context: MemberContext, draft: GroupMemberChange
    ) async throws -> Answer<GroupMemberRecord> {
        let member: MemberID = try context.id("memberId")
        return .ok(
            GroupMemberRecord(
                try await groups.set(draft, of: member, in: try context.id("id"), as: context.principal)))
    }

    @Sendable package func removeMember(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        let member: MemberID = try context.id("memberId")
        try await groups.remove(member, from: try context.id("id"), as: context.principal)
        return .done
    }

    /// Vouches by PUT, takes it back by DELETE.
    @Sendable package func setVouch(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        let member: MemberID = try context.id("memberId")
        try await groups.setVouch(
            request.method == .put, for: member, in: try context.id("id"), as: context.principal)
        return .done
    }
}
