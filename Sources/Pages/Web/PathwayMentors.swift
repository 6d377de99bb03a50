import Mentoring
import Texts
import Visas
import WebSupport

extension PathwaySections {
    /// Mentors who went that way, and where members find all of them. The page is for visitors, too: they read how many.
    package static func mentors(_ mentoring: MentoringService) -> PathwaySectionSource {
        { pathway, visit in
            let found = try await mentoring.mentors(went: pathway.id, as: visit.principal)
            guard found.count > 0 else { return nil }
            var section = PathwaySection(name: "mentors", heading: visit.phrases.text("pathway_mentors"))
            let title = visit.phrases.text("pathway_mentors_went", count: found.count)
            let all = PathwaySection.Line(title, path: "/mentors?pathway=\(pathway.id)")
            section.lines = found.mentors.map { line($0, pathway.id, visit) }
            if section.lines.isEmpty { section.lines = [all] } else { section.more = all }
            return section
        }
    }

    /// Coarse: neither the employer's name nor months.
    private static func line(_ mentor: Mentor, _ pathway: String, _ visit: Visit) -> PathwaySection.Line {
        let name = mentor.member.displayName
        let year = mentor.content.experiences.first { $0.pathwayId == pathway }.map {
            visit.phrases.text("pathway_mentor_year", ["year": "\($0.year)"])
        }
        let places = mentor.content.stays.first.map { [Names.country($0.country, visit.language), $0.city] } ?? []
        let facts =
            [visit.phrases.text("mentor_level_\(mentor.verification)"), year ?? ""] + places
            + [mentor.content.employerKind]
        return PathwaySection.Line(
            name.isEmpty ? visit.phrases.text("former_member") : name, path: mentor.path,
            note: facts.filter { !$0.isEmpty }.joined(separator: visit.language == .urdu ? "، " : ", "))
    }
}
