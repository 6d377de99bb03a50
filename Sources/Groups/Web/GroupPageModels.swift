import Core
import Groups
import Mustache
import Texts
import WebSupport

/// Groups that everybody may know of, above them the reader's own.
struct GroupListPage: Page {
    static let template = "group_list"
    let found: Paged<MemberGroup>
    let own: [MemberGroup]
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .groups }

    func child(named name: String) -> Any? {
        switch name {
        case "canFound": visit.principal.canFoundGroups
        case "hasOwn": !own.isEmpty
        case "ownGroups": own.map { GroupRow(group: $0, visit: visit) }
        case "listedGroups": found.items.map { GroupRow(group: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/groups", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// One line of a list.
struct GroupRow: MustacheParent {
    let group: MemberGroup
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "groupPath": group.path
        case "groupName": group.content.name
        case "sightText": phrases.text("group_sight_\(group.content.sight.rawValue)")
        case "joiningText": phrases.text("group_joining_\(group.content.joining.rawValue)")
        case "memberTexts":
            visit.principal.canRead(group) ? [phrases.text("group_members", count: group.memberCount)] : []
        case "ownStates":
            group.own.flatMap { GroupMemberState.live.contains($0.state) ? $0.state : nil }
                .map { [phrases.text("group_state_\($0.rawValue)")] } ?? []
        default: nil
        }
    }
}

/// A group with its threads and with what the reader may do.
struct GroupPage: Page {
    static let template = "group"
    let group: MemberGroup
    let threads: GroupThreads
    let isFirst: Bool
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .groups }
    private var phrases: Phrasebook { visit.phrases }
    private var principal: Principal { visit.principal }
    private var content: GroupContent { group.content }
    private var canRead: Bool { principal.canRead(group) }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "aboutTexts": canRead || group.own?.state == .invited ? [content.about] : []
        case "hidesThreads": !canRead
        case "showsThreads": canRead
        case "threads": threads.rows
        case "isEmpty": threads.rows.isEmpty
        case "newThreadPaths":
            principal.canWrite(in: group) ? ["/threads/new?group=\(Links.escaped(group.slug))"] : []
        case "pager": Pager(group.path, isFirst: isFirst, next: threads.next)
        case "eventsPaths": canRead ? ["\(group.path)/events"] : []
        case "membersPaths": principal.canReadMembers(of: group) ? ["\(group.path)/members"] : []
        case "requestsPaths":
            content.joining.asks && (principal.canModerate(group) || principal.canVouch(in: group))
                ? ["\(group.path)/requests"] : []
        case "editPaths": principal.canModerate(group) ? ["\(group.path)/edit"] : []
        case "untilTexts": until.map { [$0] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        default: joining(named: name)
        }
    }

    private var until: String? {
        guard group.isMember, let end = group.own?.expiresAt else { return nil }
        return phrases.text("group_until", ["day": phrases.day(CivilDay(end).adding(-1))])
    }

    /// Questions by the names of their fields.
    private var labels: [String: String] {
        Dictionary(
            uniqueKeysWithValues: content.questions.enumerated().map { ("answer\($0.offset + 1)", $0.element) })
    }

    // MARK: Joining and leaving

    private var mayAsk: Bool {
        guard principal.member != nil, !group.isMember else { return false }
        if group.own?.state == .removed { return false }
        return content.joining != .invite || group.own?.state == .invited
    }

    /// Whether there is something to fill in.
    private var isAsked: Bool {
        content.joining == .women || content.joining == .request && group.own?.state != .invited
    }

    private func joining(named name: String) -> Any? {
        switch name {
        case "signInPaths":
            principal.member == nil && content.joining != .invite ? [Links.signIn(back: group.path)] : []
        case "onlyInvited": content.joining == .invite && !group.isMember && group.own?.state != .invited
        case "joinPaths": mayAsk ? ["\(group.path)/join"] : []
        case "joinHeading": phrases.text(group.own?.state == .invited ? "group_join_invited" : "group_join_heading")
        case "joinLabel": phrases.text(isAsked ? "group_ask" : "group_join")
        case "joinQuestions": isAsked ? questions : []
        case "asksDeclaration": content.joining == .women
        case "isWomanChosen": form?["isWoman"] == "on"
        case "declarationErrors": error("isWoman").map { [$0] } ?? []
        case "leavePaths":
            group.own.map { GroupMemberState.live.contains($0.state) } ?? false ? ["\(group.path)/leave"] : []
        case "leaveLabel": leaveLabel
        default: nil
        }
    }

    private var leaveLabel: String {
        switch group.own?.state {
        case .asked: phrases.text("group_withdraw")
        case .invited: phrases.text("group_decline")
        default: phrases.text("group_leave")
        }
    }

    private func error(_ field: String) -> String? {
        problem?.fields.first { $0.field == field }.map { phrases.text("field_\($0.code)", $0.arguments) }
    }

    private var questions: [Field] {
        content.questions.enumerated().map { place, question in
            let name = "answer\(place + 1)"
            return Field(name, key: "group_answer", value: form?[name] ?? "", problem: problem, phrases: phrases).with {
                $0.ownLabel = question
                $0.rows = 4
                $0.maxLength = 1000
                $0.autocomplete = "off"
            }
        }
    }
}

/// The members of a group; for who moderates it with what they may do.
struct GroupMembersPage: Page {
    static let template = "group_members"
    let group: MemberGroup
    let found: Paged<GroupMember>
    let isFirst: Bool
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .groups }
    private var canModerate: Bool { visit.principal.canModerate(group) }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "membersPath": "\(group.path)/members"
        case "canModerate": canModerate
        case "groupMembers":
            found.items.map {
                GroupMemberRow(member: $0, canModerate: canModerate, path: "\(group.path)/members", visit: visit)
            }
        case "inviteField":
            Field(
                "username", key: "group_invitee", value: form?["username"] ?? "", problem: problem,
                phrases: visit.phrases
            ).with {
                $0.direction = "ltr"
                $0.maxLength = 31
                $0.autocomplete = "off"
            }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "pager": Pager("\(group.path)/members", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// Those who ask to be let in.
struct GroupRequestsPage: Page {
    static let template = "group_requests"
    let group: MemberGroup
    let found: Paged<GroupMember>
    let isFirst: Bool
    var problem: Problem?
    let visit: Visit

    var section: Section? { .groups }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "isOfWomen": group.content.joining == .women
        case "groupRequests":
            found.items.map {
                GroupMemberRow(
                    member: $0, canModerate: visit.principal.canModerate(group),
                    canVouch: visit.principal.canVouch(in: group), isOfWomen: group.content.joining == .women,
                    path: "\(group.path)/requests", visit: visit)
            }
        case "isEmpty": found.items.isEmpty
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "pager": Pager("\(group.path)/requests", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// Somebody in a group, or somebody who wants to be.
struct GroupMemberRow: MustacheParent {
    let member: GroupMember
    let canModerate: Bool
    var canVouch = false
    var isOfWomen = false
    let path: String
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var isReader: Bool { visit.principal.member?.id == member.member.id }

    func child(named name: String) -> Any? {
        switch name {
        case "memberName":
            member.member.displayName.isEmpty ? phrases.text("former_member") : member.member.displayName
        case "memberPath": Links.member(member.member.username)
        case "memberID": member.member.id.text
        case "memberSince": Moment(member.since, visit)
        case "moderatorTexts": member.isModerator ? [phrases.text("group_moderator")] : []
        case "expiryTexts":
            member.expiresAt.map { [phrases.text("group_until", ["day": phrases.day(CivilDay($0).adding(-1))])] } ?? []
        case "declaredTexts":
            member.declaredAt.map { [phrases.text("group_declared", ["day": phrases.day(CivilDay($0))])] } ?? []
        case "vouchTexts": isOfWomen ? [phrases.text("group_vouches", count: member.vouches)] : []
        case "groupAnswers": member.answers.map(GroupAnswerView.init)
        default: action(named: name)
        }
    }

    private func action(named name: String) -> Any? {
        switch name {
        case "actPaths": canModerate && !isReader ? [path] : []
        case "vouchPaths": canVouch ? [path] : []
        case "vouchAction": member.hasVouched ? "unvouch" : "vouch"
        case "vouchLabel": phrases.text(member.hasVouched ? "group_unvouch" : "group_vouch")
        case "canAccept": !isOfWomen
        case "canRemove": !member.isModerator
        case "rankAction": member.isModerator ? "dismiss" : "appoint"
        case "rankLabel": phrases.text(member.isModerator ? "group_dismiss" : "group_appoint")
        case "expiryID": "expiry-\(member.member.id)"
        case "expiryDay": member.expiresAt.map { CivilDay($0).adding(-1).description } ?? ""
        default: nil
        }
    }
}

/// What somebody answered to a question of the group.
private struct GroupAnswerView: MustacheParent {
    let answer: GroupMember.Answer

    func child(named name: String) -> Any? {
        switch name {
        case "groupQuestion": answer.question
        case "groupAnswer": answer.answer
        default: nil
        }
    }
}
