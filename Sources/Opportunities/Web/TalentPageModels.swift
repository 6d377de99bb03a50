import Core
import Mustache
import Opportunities
import Texts
import WebSupport

/// The member's own entry, the form that lists them, and who looked.
struct OwnTalentPage: Page {
    static let template = "talent"
    let entry: TalentEntry?
    let looks: Paged<TalentLook>
    let isFirst: Bool
    let mayLook: Bool
    /// What the profile says.
    let known: (skills: [String], destination: String?)
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }
    private var isListed: Bool { entry?.state == .visible }

    func child(named name: String) -> Any? {
        switch name {
        case "standingTexts": standing.map { [$0] } ?? []
        case "isListed": isListed
        case "mayLook": mayLook
        case "listLabel": phrases.text(isListed ? "talent_renew" : "talent_list")
        case "looks": looks.items.map { LookRow(look: $0, visit: visit) }
        case "hasEntry": entry != nil
        case "hasNoLooks": looks.items.isEmpty
        case "pager": Pager("/talent", isFirst: isFirst, next: looks.next)
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: field(named: name)
        }
    }

    private var standing: String? {
        guard let entry else { return nil }
        return phrases.text(
            "talent_state_\(entry.state.rawValue)", ["day": phrases.day(CivilDay(entry.expiresAt))])
    }

    private func field(named name: String) -> Any? {
        switch name {
        case "headline": text(name, 120)
        case "skills": text(name, 500).with { $0.isRequired = false }
        case "destinations":
            text(name, 60).with {
                $0.isRequired = false
                $0.direction = "ltr"
            }
        case "noticeWeeks":
            text(name, 2).with {
                $0.isRequired = false
                $0.direction = "ltr"
            }
        case "reason":
            text(name, 20).with { field in
                let chosen = field.value
                field.options = TalentReason.allCases.map {
                    .init(
                        $0.rawValue, phrases.text("talent_reason_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
        default: nil
        }
    }

    private func text(_ name: String, _ most: Int) -> Field {
        Field(name, key: "talent_\(name)", value: form?[name] ?? stored(name), problem: problem, phrases: phrases).with
        {
            $0.autocomplete = "off"
            $0.maxLength = most
        }
    }

    /// What the entry says; of a new one what the profile does.
    private func stored(_ name: String) -> String {
        let content = entry?.content
        let skills = content?.skills ?? known.skills
        return switch name {
        case "headline": content?.headline ?? String(skills.joined(separator: ", ").prefix(120))
        case "skills": skills.prefix(12).joined(separator: ", ")
        case "destinations": (content?.destinations ?? known.destination.map { [$0] } ?? []).joined(separator: ", ")
        case "noticeWeeks": "\(content?.noticeWeeks ?? 4)"
        case "reason": (content?.reason ?? .laidOff).rawValue
        default: ""
        }
    }
}

private struct LookRow: MustacheParent {
    let look: TalentLook
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "lookerName": OpportunityWords.name(look.viewer, visit.phrases)
        case "lookerPath": Links.member(look.viewer.username)
        case "lookedOn": visit.phrases.day(look.on)
        default: nil
        }
    }
}

/// Those who look for work, without their names.
struct TalentDirectoryPage: Page {
    static let template = "talent_directory"
    let entries: Paged<TalentEntry>
    let destination: String
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "entries": entries.items.map { TalentRow(entry: $0, visit: visit) }
        case "isEmpty": entries.items.isEmpty
        case "destination": choice
        case "pager": Pager(path, isFirst: isFirst, next: entries.next)
        default: nil
        }
    }

    private var path: String {
        destination.isEmpty ? "/talent/directory" : "/talent/directory?destination=\(Links.escaped(destination))"
    }

    private var choice: Field {
        Field(
            "destination", key: "opportunity_destination", value: destination, problem: nil, phrases: visit.phrases
        ).with { field in
            let code = destination.uppercased()
            field.isRequired = false
            field.options = [.init("", visit.phrases.text("filter_any"), isSelected: code.isEmpty)]
            field.options += Countries.options(visit.language, besides: code).map {
                .init($0.0, $0.1, isSelected: $0.0 == code)
            }
        }
    }
}

/// An entry in two lines.
struct TalentRow: MustacheParent {
    let entry: TalentEntry
    let visit: Visit

    private var content: TalentContent { entry.content }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "entryPath": entry.path
        case "headlineText": content.headline
        case "skillNames": content.skills
        case "destinationTexts":
            content.destinations.isEmpty
                ? []
                : [
                    content.destinations.map { Names.country($0, visit.language) }
                        .joined(separator: visit.language == .urdu ? "، " : ", ")
                ]
        case "reasonText": phrases.text("talent_reason_\(content.reason.rawValue)")
        case "noticeText":
            content.noticeWeeks == 0
                ? phrases.text("talent_at_once") : phrases.text("talent_notice", count: content.noticeWeeks)
        case "listed": Moment(entry.listedAt, visit)
        default: nil
        }
    }
}

/// One entry, with its member's name.
struct TalentEntryPage: Page {
    static let template = "talent_entry"
    let entry: TalentEntry
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "shownEntry": TalentRow(entry: entry, visit: visit)
        case "talentName": OpportunityWords.name(entry.member, visit.phrases)
        case "talentPath": Links.member(entry.member.username)
        default: nil
        }
    }
}
