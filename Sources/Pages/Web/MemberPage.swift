import Accounts
import Core
import Forum
import ForumWeb
import Moderation
import WebSupport

/// A member's own page.
struct MemberPage: Page {
    static let template = "account_member"
    let member: PublicMember
    let threads: [ForumThread]
    let vouching: ModerationService.Vouching
    /// Where the reader writes to them; `nil` where they may not.
    let messages: String?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName": member.displayName
        case "username": member.username
        case "roleLabels": member.roles.map { visit.phrases.text("role_\($0.rawValue)") }
        case "corridors":
            Names.corridor(from: member.origin, to: member.destination, visit.language).map { [$0] } ?? []
        case "aboutText": member.about
        case "skills": member.skills
        case "languageTexts": member.languages.map(language)
        case "levelTexts": [visit.phrases.text("level_\(member.trustLevel)")]
        case "moderationPaths":
            visit.principal.isStaff && visit.principal.member != nil
                ? ["/moderation/members/\(Links.escaped(member.username))"] : []
        case "memberSince": Moment(member.createdAt, visit)
        case "messagePaths": messages.map { [$0] } ?? []
        case "canVouch": vouching.canVouch && !vouching.hasVouched
        case "hasVouched": vouching.hasVouched
        case "vouchPath": "\(Links.member(member.username))/vouch"
        case "canBlock": visit.principal.member.map { $0.id != member.id } ?? false
        case "blockPath": "\(Links.member(member.username))/block"
        case "isSelf": visit.principal.member?.id == member.id
        case "threads": threads.map { ThreadRow($0, visit: visit) }
        case "hasThreads": !threads.isEmpty
        default: nil
        }
    }

    /// `Urdu, fluently`
    private func language(_ spoken: Profile.SpokenLanguage) -> String {
        visit.phrases.text(
            "spoken_\(spoken.level)", ["language": Names.language(spoken.code, visit.language)])
    }
}

struct PrivacyPage: Page {
    static let template = "privacy"
    let notice: String?

    func child(named name: String) -> Any? {
        switch name {
        case "bodyHTML": notice ?? ""
        case "hasOwnNotice": notice != nil
        default: nil
        }
    }
}

struct HelpPage: Page {
    static let template = "help"
    var section: Section? { .help }
    func child(named name: String) -> Any? { nil }
}
