import Core
import Forum
import Moderation
import Mustache
import Texts
import WebSupport

/// The form by which a member asks moderators to look at a post.
struct FlagPage: Page {
    static let template = "moderation_flag"
    let post: ForumPost
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "bodyHTML": OutsideLinks.guarded(post.html, own: visit.site)
        case "personName": post.byline.name(visit.phrases)
        case "flagPath": "/posts/\(post.id)/flag"
        case "backPath": "/posts/\(post.id)"
        case "reasonChoice":
            Field("reason", key: "flag_reason", value: "", problem: problem, phrases: visit.phrases).with { field in
                let none = Field.Option("", visit.phrases.text("choose"), isSelected: form?["reason"] == nil)
                field.options =
                    [none]
                    + FlagReason.allCases.map {
                        Field.Option(
                            $0.rawValue, visit.phrases.text("reason_\($0.rawValue)"),
                            isSelected: $0.rawValue == form?["reason"])
                    }
            }
        case "noteArea":
            Field("note", key: "flag_note", value: form?["note"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.rows = 4
                    $0.isRequired = false
                    $0.maxLength = 1000
                }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// What a member flagged, and what became of it.
struct FlagsPage: Page {
    static let template = "moderation_flags"
    let flags: Paged<Flag>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "flags": flags.items.map { FlagRow(flag: $0, visit: visit) }
        case "isEmpty": flags.items.isEmpty
        case "pager": Pager("/flags", isFirst: isFirst, next: flags.next)
        default: nil
        }
    }
}

private struct FlagRow: MustacheParent {
    let flag: Flag
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reasonText": visit.phrases.text("reason_\(flag.reason.rawValue)")
        case "noteText": flag.note
        case "outcomeText": visit.phrases.text("outcome_\(flag.outcome.rawValue)")
        case "isOpen": flag.outcome == .open
        case "flaggedAt": Moment(flag.createdAt, visit)
        // What is out of sight is not there to look at.
        case "postPaths": flag.outcome == .upheld ? [] : ["/posts/\(flag.postID)"]
        default: nil
        }
    }
}
