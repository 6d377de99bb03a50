import Core
import Forum
import Mustache
import Texts
import WebSupport

/// Whoever wrote something, as pages show them.
struct PersonView: MustacheParent {
    let byline: Byline
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName": self.name
        // What a name like "Anonymous Falcon" means is one tap away.
        case "personPath": byline.author.map { Links.member($0.username) } ?? "/help#anonymous"
        case "roleLabels": roles
        case "corridors": corridor.map { [$0] } ?? []
        default: nil
        }
    }

    private var name: String {
        let name = byline.name(visit.phrases)
        return name.isEmpty ? visit.phrases.text("former_member") : name
    }

    private var roles: [String] {
        guard let author = byline.author else { return [] }
        return [author.isStaff ? "role_staff" : nil, author.isMentor ? "role_mentor" : nil]
            .compactMap { $0.map { visit.phrases.text($0) } }
    }

    private var corridor: String? {
        byline.author.flatMap { Names.corridor(from: $0.origin, to: $0.destination, visit.language) }
    }
}

/// A tag as pages show it.
struct TagView: MustacheParent {
    let name: String
    let uses: Int

    func child(named name: String) -> Any? {
        switch name {
        case "tagName": self.name
        case "tagPath": Links.tag(self.name)
        case "tagUses": "\(uses)"
        default: nil
        }
    }
}

/// A category as pages show it.
struct CategoryView: MustacheParent {
    let category: Forum.Category

    func child(named name: String) -> Any? {
        switch name {
        case "categoryName": category.name
        case "categoryPath": "/categories/\(category.slug)"
        case "categoryDescription": category.description
        default: nil
        }
    }
}
