import Core
import Forum
import Groups
import Storage
import TestSupport

/// Words of groups that somebody may not see.
extension Canaries {
    /// What the walk asks for by name.
    struct PlantedGroups: Sendable {
        let ids: [String]
        let events: [String]
        let threads: [ForumThread]
        var scopes: [String] { ids.map { "g:\($0)" } + threads.map { "t:\($0.id)" } }
    }

    /// A secret group of `owner`, in which `mentor` is a member and `former` was; one that `stranger` asks to be let
    /// into; and one that `stranger` moderates.
    static func groups(
        of owner: TestMember, with mentor: TestMember, former: TestMember, stranger: TestMember,
        in category: CategoryID, _ app: TestApp
    ) async throws -> PlantedGroups {
        let groups = app.services.groups
        let founder = regular(owner)
        var draft = GroupDraft()
        (draft.name, draft.about) = ("The canarygroupname of ours", "The canarygroupabout of ours and nobody else's.")
        (draft.visibility, draft.joining) = ("secret", "invite")
        let secret = try await groups.found(draft, as: founder).group
        for member in [mentor, former] {
            try await groups.invite(GroupInvitationDraft(username: member.username), to: secret.id, as: founder)
            _ = try await groups.join(GroupJoinDraft(), secret.id, as: member.principal)
        }
        let asked = try await ask(
            "The canarygrouptitle of ours", "canarygroupbody", in: secret.id, category, owner, app)
        _ = try await app.answer(asked, by: mentor, body: "The canarygroupanswer to it all.")
        let left = try await ask("The canarylefttitle of mine", "canaryleftbody", in: secret.id, category, former, app)
        var event = GroupEventDraft()
        (event.title, event.body) = ("The canaryeventname of ours", "The canaryeventabout of ours.")
        (event.place, event.day, event.time) = ("The canaryeventplace", "2026-12-10", "18:00")
        let announced = try await groups.announce(event, in: secret.id, as: founder).event
        for member in [mentor, former] { _ = try await groups.setSeat(true, in: announced.id, as: member.principal) }
        try await groups.remove(former.id, from: secret.id, as: founder)
        (draft.name, draft.about) = ("A group that asks", "The canarylistedabout for its members.")
        (draft.visibility, draft.joining, draft.questions) = ("listed", "request", ["Why do you come?"])
        let listed = try await groups.found(draft, as: founder).group
        _ = try await groups.join(
            GroupJoinDraft(answers: ["The canaryjoinreason of mine."]), listed.id, as: stranger.principal)
        var other = GroupDraft()
        (other.name, other.about) = ("Another group", "In which another member moderates.")
        (other.visibility, other.joining) = ("listed", "open")
        let another = try await groups.found(other, as: regular(stranger)).group
        return PlantedGroups(
            ids: [secret, listed, another].map(\.id.text), events: [announced.id.text], threads: [asked, left])
    }

    static let groupWords: [Word] =
        [
            "canarygroupname", "canarygroupabout", "canarygrouptitle", "canarygroupbody", "canarygroupanswer",
            "canarygrouptag", "canarylefttitle", "canaryleftbody", "canaryeventname", "canaryeventabout",
        ].map { Word(word: $0, seenBy: ["owner", "mentor", "moderator"]) } + [
            Word(word: "canarylistedabout", seenBy: ["owner", "moderator"]),
            // Staff read it where they may change it.
            Word(word: "canaryeventplace", seenBy: ["owner", "mentor", "moderator"]),
            Word(word: "canaryjoinreason", seenBy: ["owner", "stranger"]),
        ]

    private static func ask(
        _ title: String, _ word: String, in group: GroupID, _ category: CategoryID, _ author: TestMember,
        _ app: TestApp
    ) async throws -> ForumThread {
        try await app.services.forum.startThread(
            ThreadDraft(
                categoryId: category.text, groupId: group, kind: "question", title: title,
                body: "The \(word) of us, for nobody else.", tags: ["canarygrouptag"]), as: author.principal
        ).thread
    }

    /// As a member who is trusted enough to found groups.
    private static func regular(_ member: TestMember) -> Principal {
        guard case .member(var principal) = member.principal else { return member.principal }
        principal.trust = .regular
        return .member(principal)
    }
}
