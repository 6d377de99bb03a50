import Mentoring
import Texts
import Visas
import WebSupport

extension PathwaySections {
    /// How many mentors went that way, and where members find them. The page is for visitors, too: no names.
    package static func mentors(_ mentoring: MentoringService) -> PathwaySectionSource {
        { pathway, visit in
            let count = try await mentoring.count(went: pathway.id)
            guard count > 0 else { return nil }
            var section = PathwaySection(name: "mentors", heading: visit.phrases.text("pathway_mentors"))
            let title = visit.phrases.text("pathway_mentors_went", count: count)
            section.lines = [.init(title, path: "/mentors?pathway=\(pathway.id)")]
            return section
        }
    }
}
