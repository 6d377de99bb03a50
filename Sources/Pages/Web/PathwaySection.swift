import Forum
import Texts
import TimelinesWeb
import Visas
import VisasWeb
import WebSupport

/// What a feature shows on a pathway's page, in the reader's language.
package struct PathwaySection: Sendable {
    /// A line: what it is, and where it leads.
    package struct Line: Sendable {
        package var title: String
        package var path: String
        package var note: String

        package init(_ title: String, path: String, note: String = "") {
            self.title = title
            self.path = path
            self.note = note
        }
    }

    /// Part of the address: `#threads`.
    package var name: String
    package var heading: String
    package var lines: [Line] = []
    /// How long members waited, as a chart with its table.
    package var figures: [ProcessingFigureView] = []
    /// What is said when there is nothing yet.
    package var empty = ""
    /// Where there is more, or where something begins.
    package var more: Line?

    package init(name: String, heading: String) {
        self.name = name
        self.heading = heading
    }
}

/// A feature's part of a pathway's page; `nil` where it has nothing to say.
package typealias PathwaySectionSource = @Sendable (Pathway, Visit) async throws -> PathwaySection?

/// The features' parts of a pathway's page, in the order in which they are shown.
package enum PathwaySections {
    /// Threads about the route; where there are few, also such whose tags name it or its country.
    package static func threads(_ forum: ForumService) -> PathwaySectionSource {
        { pathway, visit in
            var section = PathwaySection(name: "threads", heading: visit.phrases.text("pathway_threads"))
            section.empty = visit.phrases.text("pathway_threads_empty")
            let about = try await forum.threads(.new, .pathway(pathway.id), limit: 5, as: visit.principal)
            section.lines = about.items.map { line($0, visit) }
            for name in tags(of: pathway) where section.lines.count < 5 {
                guard let tag = try? await forum.tag(name, as: visit.principal) else { continue }
                let found = try await forum.threads(.new, .tag(tag.id), limit: 5, as: visit.principal).items
                let known = Set(section.lines.map(\.path))
                section.lines += found.filter { !known.contains($0.path) }.prefix(5 - section.lines.count).map {
                    line($0, visit)
                }
            }
            if about.next != nil {
                section.lines.append(.init(visit.phrases.text("pathway_threads_all"), path: "\(pathway.path)/threads"))
            }
            section.more = .init(visit.phrases.text("pathway_ask"), path: "/threads/new?pathway=\(pathway.id)")
            return section
        }
    }

    private static func line(_ thread: ForumThread, _ visit: Visit) -> PathwaySection.Line {
        .init(thread.title, path: thread.path, note: visit.phrases.text("answers", count: thread.answerCount))
    }

    /// The way to the checklist.
    package static let checklist: PathwaySectionSource = { pathway, visit in
        guard pathway.checklistFamily != nil else { return nil }
        var section = PathwaySection(name: "checklist", heading: visit.phrases.text("pathway_checklist"))
        section.empty = visit.phrases.text("pathway_checklist_note")
        section.more = .init(visit.phrases.text("pathway_checklist_open"), path: pathway.checklistPath)
        return section
    }

    /// The way to the calculator of its points.
    package static let calculator: PathwaySectionSource = { pathway, visit in
        guard let system = pathway.pointsSystem else { return nil }
        var section = PathwaySection(name: "points", heading: visit.phrases.text("pathway_calculator"))
        section.more = .init(visit.phrases.text("pathway_calculator_open"), path: "/calculators/\(system)")
        return section
    }

    /// Tags by which people name a route: `eu-blue-card`, `blue-card`, `germany`.
    static func tags(of pathway: Pathway) -> [String] {
        let short = pathway.slug.hasPrefix("eu-") ? [String(pathway.slug.dropFirst(3))] : []
        let country = Names.country(pathway.country, .english).lowercased().replacing(" ", with: "-")
        return [pathway.slug] + short + [country]
    }
}
