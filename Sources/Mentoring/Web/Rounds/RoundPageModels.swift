import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// Rounds, the newest first.
struct RoundListPage: Page {
    static let template = "round_list"
    let found: Paged<Round>
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "rounds": found.items.map { RoundRow(round: $0, phrases: visit.phrases) }
        case "isEmpty": found.items.isEmpty
        case "makePaths": visit.principal.isStaff ? ["/mentoring/rounds/new"] : []
        case "pager": Pager("/mentoring/rounds", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// A round in a few words.
struct RoundRow: MustacheParent {
    let round: Round
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "roundName": round.name
        case "roundPath": round.path
        case "stateText": phrases.text("round_state_\(round.state.rawValue)")
        case "trackText": phrases.text("mentorship_track_\(round.track.rawValue)")
        case "dayTexts": days
        default: nil
        }
    }

    /// Until when, for what can still be done.
    private var days: [String] {
        switch round.state {
        case .draft, .joining:
            [
                phrases.text("round_joins_until", ["day": round.joinsUntil.description]),
                phrases.text("round_ranks_until", ["day": round.ranksUntil.description]),
            ]
        case .ranking: [phrases.text("round_ranks_until", ["day": round.ranksUntil.description])]
        case .frozen, .matched, .published, .closed, .cancelled: []
        }
    }
}

/// The form by which staff makes a round.
struct RoundFormPage: Page {
    static let template = "round_form"
    let today: CivilDay
    /// The draft that is changed; `nil` for a new one.
    let round: Round?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    init(today: CivilDay, round: Round? = nil, form: Form? = nil, problem: Problem? = nil, visit: Visit) {
        (self.today, self.round, self.form, self.problem, self.visit) = (today, round, form, problem, visit)
    }

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "formID": "round-\(today)"
        case "heading": phrases.text(round == nil ? "round_make" : "round_change")
        case "sendLabel": phrases.text(round == nil ? "round_make" : "save_changes")
        case "formPath": round.map { "\($0.path)/edit" } ?? "/mentoring/rounds/new"
        case "backPath": round?.path ?? "/mentoring/rounds"
        case "presentVersions": round.map { ["\($0.version)"] } ?? []
        case "nameField": field("name", round?.name ?? "").with { $0.maxLength = 80 }
        case "trackField": track
        case "joinsField": day("joinsUntil", round?.joinsUntil ?? today.adding(14))
        case "ranksField": day("ranksUntil", round?.ranksUntil ?? today.adding(28))
        case "lengthField":
            field("listLength", "\(round?.listLength ?? RoundLimits.listLength)").with {
                $0.inputType = "number"
                $0.direction = "ltr"
            }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        default: nil
        }
    }

    private var labels: [String: String] {
        MentoringWords.labels("round", RoundDraft.CodingKeys.self, phrases)
    }

    private func field(_ name: String, _ usual: String) -> Field {
        Field(name, key: "round_\(name)", value: form?[name] ?? usual, problem: problem, phrases: phrases).with {
            $0.autocomplete = "off"
        }
    }

    private func day(_ name: String, _ usual: CivilDay) -> Field {
        field(name, usual.description).with {
            $0.inputType = "date"
            $0.direction = "ltr"
        }
    }

    private var track: Field {
        field("track", round?.track.rawValue ?? "").with { field in
            let chosen = field.value
            field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
            field.options += MentorshipTrack.allCases.map { track in
                .init(
                    track.rawValue, phrases.text("mentorship_track_\(track.rawValue)"),
                    isSelected: track.rawValue == chosen)
            }
        }
    }
}

/// What staff reads of how a round went.
struct RoundReportPage: Page {
    static let template = "round_report"
    let outcome: RoundOutcome
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "roundName": outcome.round.name
        case "roundPath": outcome.round.path
        case "hasNoReports": outcome.reports.isEmpty
        case "reports": outcome.reports.map { RoundReportPart(run: $0.run, report: $0.report, visit: visit) }
        case "offerTexts":
            OfferState.allCases.map {
                phrases.text("round_offers_\($0.rawValue)", ["count": "\(outcome.offers[$0] ?? 0)"])
            }
        default: nil
        }
    }
}

private struct RoundReportPart: MustacheParent {
    let run: Int
    let report: RoundReport
    let visit: Visit
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "partText": phrases.text(run == 0 ? "round_run_first" : "round_run_rest")
        case "figureTexts":
            [
                phrases.text(
                    "round_figure_matched",
                    [
                        "count": "\(report.matched)", "of": "\(report.mentees)",
                        "share": MentoringWords.share(report.matchedShare),
                    ]),
                phrases.text("round_figure_first", ["share": MentoringWords.share(report.firstChoiceShare)]),
                phrases.text("round_figure_three", ["share": MentoringWords.share(report.topThreeShare)]),
                phrases.text("round_figure_seats", ["count": "\(report.seats)"]),
                phrases.text("round_figure_locked", ["count": "\(report.locked)"]),
                phrases.text("round_figure_gini", ["value": MentoringWords.gini(report.exposureGini)]),
            ]
        case "hasCells": !report.cells.isEmpty
        case "cells": report.cells.map { RoundCellRow(cell: $0, visit: visit) }
        default: nil
        }
    }
}

private struct RoundCellRow: MustacheParent {
    let cell: RoundReport.Cell
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cellKind": visit.phrases.text("round_cell_\(cell.kind.rawValue)")
        case "cellText": MentoringWords.group(cell.kind, cell.value, visit)
        case "cellCount": "\(cell.mentees)"
        case "cellShare": MentoringWords.share(cell.unmatchedShare)
        default: nil
        }
    }
}
