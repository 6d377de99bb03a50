import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// What staff reads of mentoring.
struct MentoringFiguresPage: Page {
    static let template = "mentoring_figures"
    let found: MentoringFiguresRecord
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": found.figures == nil
        case "figureTexts": found.figures.map(texts) ?? []
        case "hasCells": found.figures.map { !$0.cells.isEmpty } ?? false
        case "cells": (found.figures?.cells ?? []).map { FigureCellRow(cell: $0, visit: visit) }
        case "nightTexts": nightTexts(found.night, visit)
        default: nil
        }
    }

    private func texts(_ figures: MentoringFigures) -> [String] {
        [
            phrases.text(
                "mentoring_figure_unmatched",
                [
                    "count": "\(figures.unmatched)", "of": "\(figures.mentees)",
                    "share": MentoringWords.share(figures.unmatchedShare),
                ]), answers(figures),
            phrases.text(
                "mentoring_figure_mentors", ["count": "\(figures.mentors)", "away": "\(figures.away)"]),
            phrases.text(
                "mentoring_figure_seats",
                [
                    "taken": "\(figures.takenSeats)", "seats": "\(figures.seats)",
                    "open": "\(figures.openRequests)",
                ]),
            phrases.text(
                "mentoring_figure_quiet", ["count": "\(figures.quiet)", "of": "\(figures.settled)"]),
            phrases.text("mentoring_figure_gini", ["value": MentoringWords.gini(figures.exposureGini)]),
            rounds(figures),
        ]
    }

    private func answers(_ figures: MentoringFigures) -> String {
        if figures.requests == 0 { return phrases.text("mentoring_figure_answers_none") }
        guard let hours = figures.medianHours else {
            return phrases.text("mentoring_figure_answers_few", ["count": "\(figures.requests)"])
        }
        return phrases.text(
            "mentoring_figure_answers", ["hours": "\(hours)", "count": "\(figures.requests)"])
    }

    private func rounds(_ figures: MentoringFigures) -> String {
        if figures.rounds == 0 { return phrases.text("mentoring_figure_rounds_none") }
        return phrases.text(
            "mentoring_figure_rounds",
            [
                "count": "\(figures.rounds)", "first": MentoringWords.share(figures.firstChoiceShare),
                "three": MentoringWords.share(figures.topThreeShare),
            ])
    }
}

private func nightTexts(_ night: CivilDay?, _ visit: Visit) -> [String] {
    night.map { [visit.phrases.text("processing_night", ["date": visit.phrases.day($0)])] } ?? []
}

private struct FigureCellRow: MustacheParent {
    let cell: MentoringFigureCell
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cellKind": visit.phrases.text("round_cell_\(cell.kind.rawValue)")
        case "cellText": MentoringWords.group(cell.kind, cell.value, visit)
        case "cellCount": "\(cell.mentees)"
        case "cellShare": MentoringWords.share(cell.unmatchedShare)
        case "cellHours": cell.medianHours.map { "\($0)" } ?? "–"
        default: nil
        }
    }
}

/// What everybody reads of mentoring: in numbers that point at nobody.
struct PublicMentoringPage: Page {
    static let template = "mentoring_public"
    let found: PublicMentoringRecord
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": texts.isEmpty && !hasCells
        case "figureTexts": texts
        case "hasCells": hasCells
        case "cells": (found.figures?.groups ?? []).map { PublicGroupRow(group: $0, visit: visit) }
        case "nightTexts": nightTexts(found.night, visit)
        default: nil
        }
    }

    private var hasCells: Bool { found.figures.map { !$0.groups.isEmpty } ?? false }

    private var texts: [String] {
        guard let figures = found.figures else { return [] }
        var texts: [String] = []
        if let mentees = figures.mentees, let matched = figures.matched {
            texts.append(phrases.text("mentoring_public_matched", ["count": "\(matched)", "of": "\(mentees)"]))
        } else if let mentees = figures.mentees {
            texts.append(phrases.text("mentoring_public_mentees", ["count": "\(mentees)"]))
        }
        if let mentors = figures.mentors {
            texts.append(phrases.text("mentoring_public_mentors", ["count": "\(mentors)"]))
        }
        if let days = figures.answerDays { texts.append(phrases.text("mentoring_public_answers", count: days)) }
        return texts
    }
}

private struct PublicGroupRow: MustacheParent {
    let group: PublicMentoringFigures.Group
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cellKind": visit.phrases.text("round_cell_\(group.kind.rawValue)")
        case "cellText": MentoringWords.group(group.kind, group.value, visit)
        case "cellCount": "\(group.mentees)"
        case "cellMatched": "\(group.matched)"
        default: nil
        }
    }
}
