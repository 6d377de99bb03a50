import Core
import Mustache
import Opportunities
import Texts
import WebSupport

/// A door with what its reader may do.
struct OpportunityPage: Page {
    static let template = "opportunity"
    let opportunity: Opportunity
    let ownInterest: Interest?
    /// For the one who opened it alone.
    let interests: Paged<Interest>
    let isFirst: Bool
    /// The interest whose answer was refused.
    let answered: InterestID?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }
    private var principal: Principal { visit.principal }

    func child(named name: String) -> Any? {
        switch name {
        case "shownOpportunity": OpportunityRow(opportunity: opportunity, visit: visit)
        case "bodyHTML": OutsideLinks.guarded(opportunity.html, own: visit.site)
        case "outcomeTexts": opportunity.outcome.map { [phrases.text("outcome_\($0.rawValue)")] } ?? []
        case "untilTexts":
            opportunity.isOpen
                ? [phrases.text("opportunity_until", ["day": phrases.day(CivilDay(opportunity.expiresAt))])] : []
        case "ownInterests": ownInterest.map { [InterestView(interest: $0, refused: nil, visit: visit)] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: act(named: name)
        }
    }

    /// What the reader may do.
    private func act(named name: String) -> Any? {
        switch name {
        case "signInPaths": principal.member == nil && opportunity.isOpen ? [Links.signIn(back: opportunity.path)] : []
        case "interestPaths": principal.canShowInterest(in: opportunity) ? ["\(opportunity.path)/interest"] : []
        case "withdrawPaths": ownInterest == nil ? [] : ["\(opportunity.path)/interest"]
        case "interestNote":
            Field(
                "note", key: "interest_note", value: form?["note"] ?? ownInterest?.note ?? "", problem: problem,
                phrases: phrases
            ).with {
                $0.rows = 5
                $0.maxLength = 2000
            }
        case "interestLabel": phrases.text(ownInterest == nil ? "interest_show" : "interest_change")
        case "editPaths": principal.canEdit(opportunity) ? ["\(opportunity.path)/edit"] : []
        case "removalPaths": principal.canRemove(opportunity) ? ["\(opportunity.path)/delete"] : []
        case "statePath": "\(opportunity.path)/state"
        case "doorSteps": principal.steps(of: opportunity).map { DoorStep(state: $0, visit: visit) }
        case "outcomePaths": principal.canReportOutcome(of: opportunity) ? ["\(opportunity.path)/state"] : []
        case "presentState": opportunity.state.rawValue
        case "outcomeChoice": outcomeChoice
        default: interestList(named: name)
        }
    }

    private func interestList(named name: String) -> Any? {
        switch name {
        case "isPoster": principal.canReadInterests(of: opportunity)
        case "hasNoInterests": interests.items.isEmpty
        case "interests":
            interests.items.map { interest in
                InterestView(interest: interest, refused: interest.id == answered ? form : nil, visit: visit)
            }
        case "pager": Pager(opportunity.path, isFirst: isFirst, next: interests.next)
        default: nil
        }
    }

    private var outcomeChoice: Field {
        Field("outcome", key: "opportunity_outcome", value: "", problem: problem, phrases: phrases).with { field in
            let chosen = opportunity.outcome?.rawValue ?? ""
            field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
            field.options += OpportunityOutcome.allCases.map {
                .init($0.rawValue, phrases.text("outcome_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
            }
        }
    }
}

/// A button by which an ambassador moves a door.
private struct DoorStep: MustacheParent {
    let state: OpportunityState
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "doorState": state.rawValue
        case "doorLabel": visit.phrases.text("opportunity_step_\(state.rawValue)")
        default: nil
        }
    }
}

/// What one of the two wrote to the other.
private struct InterestView: MustacheParent {
    let interest: Interest
    /// What was typed into an answer that was refused.
    let refused: Form?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "interestedName": OpportunityWords.name(interest.member, visit.phrases)
        case "interestedPath": Links.member(interest.member.username)
        case "interestTexts": [interest.note]
        case "replyTexts": interest.reply.isEmpty ? [] : [interest.reply]
        case "shownAt": Moment(interest.createdAt, visit)
        case "replyPath": "/opportunities/\(interest.opportunity)/interests/\(interest.id)/reply"
        case "replyID": "reply-\(interest.id)"
        case "typedReply": refused?["reply"] ?? interest.reply
        default: nil
        }
    }
}

/// The form that opens a door or changes one.
struct OpportunityFormPage: Page {
    static let template = "opportunity_form"
    let opportunity: Opportunity?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    init(opportunity: Opportunity?, form: Form? = nil, problem: Problem? = nil, visit: Visit) {
        (self.opportunity, self.form, self.problem, self.visit) = (opportunity, form, problem, visit)
    }

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "formHeading": phrases.text(opportunity == nil ? "opportunity_new" : "opportunity_edit")
        case "formBack": opportunity?.path ?? "/opportunities"
        case "formID": "opportunity-new"
        case "revisions": opportunity.map { [revision($0)] } ?? []
        case "kind": choice(name, OpportunityWords.kinds(phrases))
        case "destination": choice(name, Countries.all(visit.language))
        case "title": text(name, 120)
        case "body": text(name, 10_000).with { $0.rows = 10 }
        case "seats":
            text(name, 2).with {
                $0.direction = "ltr"
                $0.isRequired = false
            }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    /// After a conflict the form goes on from what is there now.
    private func revision(_ opportunity: Opportunity) -> String {
        (problem?.kind == .stale ? nil : form?["revision"]) ?? "\(opportunity.revision)"
    }

    private func text(_ name: String, _ most: Int) -> Field {
        Field(
            name, key: "opportunity_\(name)", value: form?[name] ?? stored(name), problem: problem, phrases: phrases
        ).with {
            $0.autocomplete = "off"
            $0.maxLength = most
        }
    }

    private func choice(_ name: String, _ options: [(String, String)]) -> Field {
        text(name, 10).with { field in
            let chosen = field.value
            field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
            field.options += options.map { Field.Option($0.0, $0.1, isSelected: $0.0 == chosen) }
        }
    }

    private func stored(_ name: String) -> String {
        guard let content = opportunity?.content else { return name == "seats" ? "1" : "" }
        return switch name {
        case "kind": content.kind.rawValue
        case "destination": content.destination
        case "title": content.title
        case "body": content.body
        case "seats": "\(content.seats)"
        default: ""
        }
    }
}
