import Core
import Mustache
import Texts
import Visas
import WebSupport

/// What a pathway said before, and who changed it.
struct PathwayHistoryPage: Page {
    static let template = "visa_history"
    let pathway: Pathway
    let versions: [PathwayVersion]
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayPath": pathway.path
        case "pathwayName": pathway.name
        case "versions": versions.map { VersionView(version: $0, visit: visit) }
        default: nil
        }
    }
}

private struct VersionView: MustacheParent {
    let version: PathwayVersion
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "versionText": visit.phrases.text("version_number", ["number": "\(version.version)"])
        case "madeAt": Moment(version.createdAt, visit)
        case "effectiveText":
            visit.phrases.text("version_effective", ["day": FactText.day(version.effectiveFrom, visit.phrases)])
        case "isImport": version.cause == .import
        case "editorNames": version.editor.map { [$0] } ?? []
        case "reviewerNames": version.reviewer.map { [$0] } ?? []
        case "noteText": version.note
        case "changes": version.changes.map { ChangeView(change: $0, visit: visit) }
        default: nil
        }
    }
}

/// A field before and after, line by line.
struct ChangeView: MustacheParent {
    private let field: PathwayField
    private let removed: [String]
    private let added: [String]
    private let visit: Visit

    init(change: PathwayVersion.Change, visit: Visit) {
        self.init(field: change.fact.field, before: change.before ?? "", after: change.fact.value, visit: visit)
    }

    init(field: PathwayField, before: String, after: String, visit: Visit) {
        self.field = field
        self.visit = visit
        let old = ValueText.lines(before)
        let new = ValueText.lines(after)
        func shown(_ line: String) -> String {
            field.form == .requirements ? line.replacing("_", with: " ") : line
        }
        removed = old.filter { !new.contains($0) }.map(shown)
        added = new.filter { !old.contains($0) }.map(shown)
    }

    func child(named name: String) -> Any? {
        switch name {
        case "fieldLabel": visit.phrases.text("pathway_field_\(field.rawValue)")
        case "removedLines": removed
        case "addedLines": added
        case "isConfirmed": removed.isEmpty && added.isEmpty
        default: nil
        }
    }
}
