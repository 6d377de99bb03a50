import Mustache
import Points
import Texts

/// What the rules made of what was sent, with the working.
struct PointsResult: MustacheParent, Sendable {
    let system: PointsSystem
    let evaluation: PointsEvaluation
    let improvements: [PointsImprovement]
    let day: String
    let words: PointsWords
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "totalText": phrases.text("points_total", ["total": "\(evaluation.total)", "most": "\(evaluation.most)"])
        case "verdictTexts": verdict.map { [$0] } ?? []
        case "resultDay": phrases.text("points_for_day", ["date": day])
        case "factorRows": evaluation.factors.map { FactorRow(factor: $0, words: words) }
        case "groupRows":
            evaluation.groups.map {
                GroupRow(group: $0, members: $0.members.map(member), words: words, phrases: phrases)
            }
        case "hasGroups": !evaluation.groups.isEmpty
        case "gateRows": evaluation.gates.map { GateRow(gate: $0, phrases: phrases) }
        case "hasGates": !evaluation.gates.isEmpty
        case "betterRows": improvements.map { BetterRow(better: $0, words: words, phrases: phrases) }
        case "hasBetter": !improvements.isEmpty
        default: nil
        }
    }

    /// A member of a group is a factor or an earlier group.
    private func member(_ id: String) -> String {
        evaluation.factors.first { $0.id == id }.map(words.factor) ?? words.part(id)
    }

    private var verdict: String? {
        guard let passes = evaluation.passes, let mark = system.passMark else { return nil }
        let key =
            evaluation.bypass != nil
            ? "points_bypassed"
            : passes ? "points_passes" : evaluation.total >= mark ? "points_gate_fails" : "points_fails"
        return phrases.text(key, ["mark": "\(mark)"])
    }
}

private struct FactorRow: MustacheParent {
    let factor: PointsEvaluation.Factor
    let words: PointsWords

    func child(named name: String) -> Any? {
        switch name {
        case "factorID": factor.id
        case "factorName": words.factor(factor)
        case "factorRule": words.rule(factor.match)
        case "factorPoints": "\(factor.points)"
        case "factorMost": "\(factor.most)"
        default: nil
        }
    }
}

private struct GroupRow: MustacheParent {
    let group: PointsEvaluation.Group
    let members: [String]
    let words: PointsWords
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "groupID": group.id
        case "groupName": words.part(group.id)
        case "groupPoints": "\(group.points)"
        case "groupRule":
            phrases.text(
                group.cap == nil ? "points_group" : group.isHighest ? "points_group_highest" : "points_group_capped",
                [
                    "members": members.joined(separator: " + "),
                    "cap": "\(group.cap ?? group.points)",
                ])
        default: nil
        }
    }
}

private struct GateRow: MustacheParent {
    let gate: PointsEvaluation.Gate
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "gateText": gate.text
        case "gateState":
            phrases.text(gate.holds.map { $0 ? "points_gate_met" : "points_gate_unmet" } ?? "points_gate_unknown")
        default: nil
        }
    }
}

private struct BetterRow: MustacheParent {
    let better: PointsImprovement
    let words: PointsWords
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "betterText":
            phrases.text(
                better.wouldPass ? "points_better_pass" : "points_better",
                [
                    "input": words.input(better.input), "value": words.value(better.value), "gain": "\(better.gain)",
                    "total": "\(better.total)",
                ])
        default: nil
        }
    }
}
