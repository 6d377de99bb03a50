import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// One round as the reader sees it.
struct RoundPage: Page {
    static let template = "round"
    let view: RoundView
    let pathways: [String: PathwayName]
    let today: CivilDay
    /// What was typed and refused.
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var round: Round { view.round }
    private var isStaff: Bool { visit.principal.isStaff }

    func child(named name: String) -> Any? {
        switch name {
        case "aboutText": phrases.text("round_about_\(round.state.rawValue)")
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: ["seats": phrases.text("label_round_seats")])
        case "nextMentors": problem?.arguments["next"].map { [$0] } ?? []
        case "offers": offers
        case "hasOffers": !view.offers.isEmpty
        case "partTexts": partTexts
        case "rankingPaths":
            view.membership != nil && round.state == .ranking ? ["\(round.path)/ranking"] : []
        case "membershipPath": "\(round.path)/membership"
        case "takesMembers": round.takesMembers(on: today)
        case "isMember": view.membership != nil
        case "letsGo": view.membership != nil && round.letsGo(on: today)
        case "sideField": sideField
        case "seatsField": seatsField
        case "checks": view.runs.filter { $0.publishedAt != nil }.map { RoundCheck(run: $0, round: round, visit) }
        case "hasChecks": view.runs.contains { $0.publishedAt != nil }
        default: staff(name) ?? RoundRow(round: round, phrases: phrases).child(named: name)
        }
    }

    private func staff(_ name: String) -> Any? {
        switch name {
        case "isStaff": isStaff
        case "stepPath": "\(round.path)/steps"
        case "presentVersion": "\(round.version)"
        case "editPaths": isStaff && round.state == .draft ? ["\(round.path)/edit"] : []
        case "pairPath": "\(round.path)/pairs"
        case "takesPairs": isStaff && round.state.isOpen
        case "hasPairs": !view.pairs.isEmpty
        case "pairs": view.pairs.map { RoundPairRow(pair: $0, isOpen: round.state.isOpen, phrases: phrases) }
        case "menteeField": pairField("mentee", "round_pair_mentee")
        case "mentorField": pairField("mentor", "round_pair_mentor")
        case "steps": isStaff ? steps : []
        case "countTexts": countTexts
        case "runTexts": isStaff ? view.runs.map(runText) : []
        case "reportPaths": view.runs.contains { $0.finishedAt != nil } ? ["\(round.path)/report"] : []
        default: nil
        }
    }

    private var steps: [RoundStepButton] {
        let isRunning = view.runs.contains(where: \.isRunning)
        let hasFailed = view.runs.contains { $0.failure != nil }
        let events = round.steps.filter { event in
            switch event {
            case .refill: view.runs.count < RoundLimits.runs && !isRunning
            case .close: !isRunning
            default: true
            }
        }
        return (hasFailed ? ["retry"] : []).map { RoundStepButton(step: $0, isMain: true, phrases: phrases) }
            + events.map {
                RoundStepButton(step: $0.rawValue, isMain: $0 != .cancel && $0 != .close, phrases: phrases)
            }
    }

    private func pairField(_ name: String, _ key: String) -> Field {
        Field(name, key: key, value: form?[name] ?? "", problem: problem, phrases: phrases).with {
            $0.maxLength = 40
            $0.direction = "ltr"
            $0.autocomplete = "off"
        }
    }

    private var countTexts: [String] {
        view.counts.map { counts in
            [
                phrases.text("round_count_mentees", ["count": "\(counts.mentees)", "ranking": "\(counts.ranking)"]),
                phrases.text("round_count_mentors", ["count": "\(counts.mentors)", "seats": "\(counts.seats)"]),
            ]
        } ?? []
    }

    private func runText(_ run: RoundRun) -> String {
        if let failure = run.failure { return phrases.text("round_run_failed_\(failure)") }
        guard run.finishedAt == nil else { return phrases.text("round_run_done") }
        return phrases.text("round_run_running", ["done": "\(run.listsDone)", "all": "\(run.listsAll)"])
    }

    private var partTexts: [String] {
        view.membership.map { part in
            part.side == .mentee
                ? [phrases.text("round_you_mentee")]
                : [phrases.text("round_you_mentor", ["seats": "\(part.seats)"])]
        } ?? []
    }

    private var offers: [RoundOfferRow] {
        view.offers.compactMap { offer in
            visit.principal.member.flatMap { offer.side(of: $0.id) }.map {
                RoundOfferRow(offer: offer, side: $0, round: round, pathways: pathways, visit: visit)
            }
        }
    }

    private var sideField: Field {
        let usual = view.membership?.side.rawValue ?? ""
        return Field("side", key: "round_side", value: form?["side"] ?? usual, problem: problem, phrases: phrases)
            .with { field in
                let chosen = field.value
                field.autocomplete = "off"
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += [MentorshipSide.mentee, .mentor].map { side in
                    .init(
                        side.rawValue, phrases.text("round_side_\(side.rawValue)"),
                        isSelected: side.rawValue == chosen)
                }
            }
    }

    private var seatsField: Field {
        let usual = view.membership.map { $0.seats > 0 ? "\($0.seats)" : "" } ?? ""
        return Field("seats", key: "round_seats", value: form?["seats"] ?? usual, problem: problem, phrases: phrases)
            .with {
                $0.inputType = "number"
                $0.direction = "ltr"
                $0.autocomplete = "off"
                $0.isRequired = false
            }
    }
}

/// Two whom staff put together.
private struct RoundPairRow: MustacheParent {
    let pair: RoundPair
    let isOpen: Bool
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "pairText":
            phrases.text(
                "round_pair",
                [
                    "mentee": MentoringWords.name(pair.mentee, phrases),
                    "mentor": MentoringWords.name(pair.mentor, phrases),
                ])
        case "pairMentees": isOpen ? [pair.mentee.username] : []
        default: nil
        }
    }
}

private struct RoundStepButton: MustacheParent {
    let step: String
    let isMain: Bool
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "stepName": step
        case "stepLabel": phrases.text("round_step_\(step)")
        case "isMainStep": isMain
        default: nil
        }
    }
}

/// How anybody can make a published matching anew.
private struct RoundCheck: MustacheParent {
    let run: RoundRun
    let round: Round
    let visit: Visit

    init(run: RoundRun, round: Round, _ visit: Visit) { (self.run, self.round, self.visit) = (run, round, visit) }

    func child(named name: String) -> Any? {
        switch name {
        case "checkText": visit.phrases.text(run.number == 0 ? "round_run_first" : "round_run_rest")
        case "checkPath": "\(round.path)/instance?run=\(run.number)"
        case "checkSeed": run.seed
        case "checkDigest": run.digest ?? ""
        default: nil
        }
    }
}

/// A pair that was found, as one of the two sees it.
private struct RoundOfferRow: MustacheParent {
    let offer: RoundOffer
    let side: MentorshipSide
    let round: Round
    let pathways: [String: PathwayName]
    let visit: Visit
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "otherName": MentoringWords.name(offer.name(of: side.other), phrases)
        case "otherPath":
            side == .mentee
                ? "/mentors/\(offer.mentor.username)" : Links.member(offer.mentee.username)
        case "asText": phrases.text("round_offer_as_\(side.rawValue)")
        case "standingText": standing
        case "offerReasons":
            side == .mentee
                ? offer.explanation.reasons.compactMap(\.match).map { MentoringWords.reason($0, pathways, visit) } : []
        case "offerCaveats":
            side == .mentee ? offer.explanation.caveat.map { [phrases.text("match_caveat_\($0)")] } ?? [] : []
        case "offerGoals": side == .mentor && !offer.goal.isEmpty ? [offer.goal] : []
        case "isAsked": offer.state == .open && round.state == .published && offer.answers[side] == nil
        case "canRefuse": offer.state == .open && round.state == .published && offer.answers[side] == .yes
        case "offerPath": "\(round.path)/offers/\(offer.id)"
        case "offerDeadlines": offer.state == .open ? [Moment(offer.deadlineAt, visit)] : []
        case "mentorshipPaths": offer.mentorshipID.map { ["/mentoring/mentorships/\($0)"] } ?? []
        default: nil
        }
    }

    private var standing: String {
        guard offer.state == .open else { return phrases.text("offer_state_\(offer.state.rawValue)") }
        return phrases.text(offer.answers[side] == .yes ? "offer_waits_other" : "offer_waits_you")
    }
}
