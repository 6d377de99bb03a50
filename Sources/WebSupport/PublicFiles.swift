import Core
import Crypto
import Embedded
import Foundation
import Texts

/// What browsers may fetch by name: the files of `Public`, and the phrases that scripts speak with.
package enum PublicFiles {
    /// As the binary carries them.
    package static let all = EmbeddedFile.all(under: "Public") + Language.allCases.map(phrases)

    /// Names all files together, for addresses that are kept for good: it changes when any of them does.
    /// - Parameter folder: the root of the project while developing, where they are read anew each time.
    package static func build(_ folder: String?) -> String {
        folder == nil ? embeddedBuild : build(of: all.map { file(named: $0, in: folder) })
    }

    private static let embeddedBuild = build(of: all)

    private static func build(of files: [EmbeddedFile]) -> String {
        var hasher = SHA256()
        for file in files { hasher.update(data: Data("\(file.path) \(file.bytes.count)\n".utf8) + file.data) }
        return String(Base64URL.encode(hasher.finalize()).prefix(12))
    }

    /// The file as it lies in the project's folder, if one is given and it is there.
    static func file(named file: EmbeddedFile, in folder: String?) -> EmbeddedFile {
        guard let folder, let data = FileManager.default.contents(atPath: "\(folder)/\(file.path)") else { return file }
        return EmbeddedFile(path: file.path, bytes: Array(data))
    }

    /// `phrases.ur.json`: what scripts and refusals say, by key.
    private static func phrases(_ language: Language) -> EmbeddedFile {
        let phrases = Phrasebook.of(language).forms { key in
            keys.contains(key) || families.contains { key.hasPrefix($0) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(phrases)).map(Array.init) ?? []
        return EmbeddedFile(path: "phrases.\(language.rawValue).json", bytes: bytes)
    }

    /// Phrases that scripts alone use, and the beginnings of those that say why a mutation was refused.
    private static let families = [
        "application_", "applications_", "label_application_", "hint_application_", "offer_", "offline_", "device_",
        "unsent_", "field_", "problem_", "time_", "month_", "checklist_s", "sponsorship_",
        "remote_", "contract_", "period_", "salary_", "job_", "signal", "mentorship_state_", "meeting_state_",
        "message_state_", "message_warning_", "label_mentorship_",
    ]

    /// Phrases of pages that scripts show where there is no server.
    private static let keys: Set<String> = [
        "accept_answer", "accepted_answer", "anonymous_mine", "anonymous_somebody", "answers", "ask_button", "bookmark",
        "bookmarks_heading", "cancel",
        "categories_heading", "checklist_add", "checklist_add_meaning", "checklist_condition", "checklist_from",
        "checklist_heading", "checklist_issuer", "checklist_more", "checklist_not_advice", "checklist_not_before",
        "checklist_own_step", "checklist_progress", "checklist_takes", "checklist_target", "checklist_tick",
        "checklist_untick", "checklist_waits", "checklists_empty", "checklists_heading", "choose", "composer_answer",
        "composer_reply", "day_full", "days_count", "edit", "edit_post_heading", "employer_verified",
        "former_member", "goal_done", "goals_heading", "group_thread_note",
        "hint_anonymous", "hint_answer_body", "hint_kind", "hint_step_lead", "hint_step_note", "hint_tags",
        "hint_message_body", "hint_target_date",
        "hint_thread_body", "hint_title", "in_reply_to", "kind_discussion", "kind_guide", "kind_question",
        "label_anonymous", "label_answer_body", "label_body", "label_categoryId", "label_done_on", "label_kind",
        "label_message_body", "label_stage_on",
        "label_step_label", "label_step_lead", "label_step_note", "label_step_stage", "label_step_state",
        "label_tags", "label_target_date", "label_thread_body", "label_title", "meetings_heading",
        "mentorship_as_mentee", "mentorship_as_mentor",
        "mentorship_messages", "mentorship_request", "mentorship_send", "mentorships_heading", "mentorships_none",
        "messages_heading", "messages_none", "messages_unread", "messages_you", "new_thread_heading", "optional",
        "post_held", "post_hidden", "publish_answer", "publish_reply", "publish_thread", "role_asker", "save_changes",
        "save_draft",
        "saved_jobs_heading", "saved_jobs_none", "section_jobs", "session_seen", "thread_locked", "unaccept_answer",
        "vote_down", "vote_up", "votes",
    ]
}
