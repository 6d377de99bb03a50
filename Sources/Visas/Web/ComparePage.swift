import Core
import Mustache
import Texts
import Visas
import WebSupport

/// Up to four pathways side by side.
struct ComparePage: Page {
    static let template = "visa_compare"
    let pathways: [Pathway]
    /// How many were asked for.
    let asked: Int
    let day: CivilDay
    let visit: Visit

    var section: Section? { .visas }

    private static let fields: [PathwayField] = [.status] + PathwayField.shownAsFacts + [.requirements]

    func child(named name: String) -> Any? {
        switch name {
        case "isEnough": pathways.count > 1
        case "isTooMany": asked > VisaService.mostCompared
        case "columns": pathways.map { ColumnHead(pathway: $0, visit: visit) }
        case "compareRows":
            Self.fields.map { CompareRow(field: $0, pathways: pathways, day: day, visit: visit) }
        default: nil
        }
    }
}

private struct ColumnHead: MustacheParent {
    let pathway: Pathway
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayPath": pathway.path
        case "pathwayName": pathway.name
        case "countryText": Names.country(pathway.country, visit.language)
        default: nil
        }
    }
}

private struct CompareRow: MustacheParent {
    let field: PathwayField
    let pathways: [Pathway]
    let day: CivilDay
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "rowLabel": visit.phrases.text("pathway_field_\(field.rawValue)")
        case "cells": pathways.map { CompareCell(fact: $0.facts[field], field: field, day: day, visit: visit) }
        default: nil
        }
    }
}

private struct CompareCell: MustacheParent {
    let fact: Fact?
    let field: PathwayField
    let day: CivilDay
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "isUnknown": fact?.value.isEmpty ?? true
        case "factLines":
            field == .requirements
                ? ValueText.lines(fact?.value ?? "").compactMap { Requirement($0) }.map {
                    FactLine("", english: $0.words)
                }
                : FactText.lines(field, fact?.value ?? "", visit.phrases)
        case "sourcedFacts": fact.flatMap { $0.value.isEmpty ? nil : [SourceView($0, on: day, visit: visit)] } ?? []
        default: nil
        }
    }
}
