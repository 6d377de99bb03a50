import Accounts
import Core
import Forum
import TimelinesWeb

/// What accounts and the forum say of skills: guides first, then what is newest.
func skillSources(_ services: Services) -> SkillSources {
    SkillSources(
        own: { principal in
            guard principal.member != nil else { return [] }
            return try await services.accounts.me(as: principal).profile.skills
        },
        teaching: { skill, principal in
            guard let tag = try? await services.forum.tag(skill, as: principal) else { return [] }
            let found = try await services.forum.threads(.new, .tag(tag.id), limit: 20, as: principal).items
            let guides = found.filter { $0.kind == .guide } + found.filter { $0.kind != .guide }
            return guides.prefix(3).map { TeachingThread(title: $0.title, path: $0.path) }
        })
}
