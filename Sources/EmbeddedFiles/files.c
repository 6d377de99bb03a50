#include "EmbeddedFiles.h"

// The only list of the files that the binary carries: its bytes here, its line in the table below. A test walks
// the folders and fails on a file that is missing here; the compiler fails on one that is missing there.

static const unsigned char Migrations_0001_foundation_sql[] = {
#embed "../../Migrations/0001_foundation.sql"
};
static const unsigned char Migrations_0001_sequence_postgres_sql[] = {
#embed "../../Migrations/0001_sequence.postgres.sql"
};
static const unsigned char Migrations_0002_accounts_sql[] = {
#embed "../../Migrations/0002_accounts.sql"
};
static const unsigned char Migrations_0003_forum_sql[] = {
#embed "../../Migrations/0003_forum.sql"
};
static const unsigned char Migrations_0004_sync_sql[] = {
#embed "../../Migrations/0004_sync.sql"
};
static const unsigned char Migrations_0005_forum_care_sql[] = {
#embed "../../Migrations/0005_forum_care.sql"
};
static const unsigned char Migrations_0006_account_care_sql[] = {
#embed "../../Migrations/0006_account_care.sql"
};
static const unsigned char Migrations_0007_moderation_sql[] = {
#embed "../../Migrations/0007_moderation.sql"
};
static const unsigned char Migrations_0008_search_postgres_sql[] = {
#embed "../../Migrations/0008_search.postgres.sql"
};
static const unsigned char Migrations_0008_search_sqlite_sql[] = {
#embed "../../Migrations/0008_search.sqlite.sql"
};
static const unsigned char Migrations_0009_notices_sql[] = {
#embed "../../Migrations/0009_notices.sql"
};
static const unsigned char Migrations_0011_account_safety_sql[] = {
#embed "../../Migrations/0011_account_safety.sql"
};
static const unsigned char Migrations_0012_forum_states_sql[] = {
#embed "../../Migrations/0012_forum_states.sql"
};
static const unsigned char Migrations_0013_erased_words_sql[] = {
#embed "../../Migrations/0013_erased_words.sql"
};
static const unsigned char Migrations_0014_row_versions_sql[] = {
#embed "../../Migrations/0014_row_versions.sql"
};
static const unsigned char Migrations_0015_visas_sql[] = {
#embed "../../Migrations/0015_visas.sql"
};
static const unsigned char Migrations_0016_timelines_sql[] = {
#embed "../../Migrations/0016_timelines.sql"
};
static const unsigned char Migrations_0017_jobs_sql[] = {
#embed "../../Migrations/0017_jobs.sql"
};
static const unsigned char Migrations_0018_checklists_sql[] = {
#embed "../../Migrations/0018_checklists.sql"
};
static const unsigned char Migrations_0019_registers_sql[] = {
#embed "../../Migrations/0019_registers.sql"
};
static const unsigned char Migrations_0020_applications_sql[] = {
#embed "../../Migrations/0020_applications.sql"
};
static const unsigned char Migrations_0021_insight_sql[] = {
#embed "../../Migrations/0021_insight.sql"
};
static const unsigned char Migrations_0021_timelines_postgres_sql[] = {
#embed "../../Migrations/0021_timelines.postgres.sql"
};
static const unsigned char Migrations_0021_timelines_sqlite_sql[] = {
#embed "../../Migrations/0021_timelines.sqlite.sql"
};
static const unsigned char Migrations_0022_reference_sql[] = {
#embed "../../Migrations/0022_reference.sql"
};
static const unsigned char Migrations_0022_steps_sql[] = {
#embed "../../Migrations/0022_steps.sql"
};
static const unsigned char Migrations_0023_waiting_sql[] = {
#embed "../../Migrations/0023_waiting.sql"
};
static const unsigned char Migrations_0024_mentoring_sql[] = {
#embed "../../Migrations/0024_mentoring.sql"
};
static const unsigned char Migrations_0025_mentorships_sql[] = {
#embed "../../Migrations/0025_mentorships.sql"
};
static const unsigned char Migrations_0026_job_links_sql[] = {
#embed "../../Migrations/0026_job_links.sql"
};
static const unsigned char Migrations_0027_meetings_sql[] = {
#embed "../../Migrations/0027_meetings.sql"
};
static const unsigned char Migrations_0028_rounds_sql[] = {
#embed "../../Migrations/0028_rounds.sql"
};
static const unsigned char Migrations_0029_mentor_questions_sql[] = {
#embed "../../Migrations/0029_mentor_questions.sql"
};
static const unsigned char Migrations_0030_mentorship_feedback_sql[] = {
#embed "../../Migrations/0030_mentorship_feedback.sql"
};
static const unsigned char Migrations_0031_mentorship_goals_sql[] = {
#embed "../../Migrations/0031_mentorship_goals.sql"
};
static const unsigned char Migrations_0032_mentor_safety_sql[] = {
#embed "../../Migrations/0032_mentor_safety.sql"
};
static const unsigned char Migrations_0033_mentor_waitlist_sql[] = {
#embed "../../Migrations/0033_mentor_waitlist.sql"
};
static const unsigned char Migrations_0034_mentoring_figures_sql[] = {
#embed "../../Migrations/0034_mentoring_figures.sql"
};
static const unsigned char Migrations_0035_office_hours_sql[] = {
#embed "../../Migrations/0035_office_hours.sql"
};
static const unsigned char Migrations_0036_mentor_invitations_sql[] = {
#embed "../../Migrations/0036_mentor_invitations.sql"
};
static const unsigned char Migrations_0037_letters_sql[] = {
#embed "../../Migrations/0037_letters.sql"
};
static const unsigned char Migrations_0038_moderation_log_sql[] = {
#embed "../../Migrations/0038_moderation_log.sql"
};
static const unsigned char Migrations_0039_posts_by_time_sql[] = {
#embed "../../Migrations/0039_posts_by_time.sql"
};
static const unsigned char Migrations_0040_groups_sql[] = {
#embed "../../Migrations/0040_groups.sql"
};
static const unsigned char Migrations_0042_moving_in_sql[] = {
#embed "../../Migrations/0042_moving_in.sql"
};
static const unsigned char Migrations_0043_bookmark_reminders_sql[] = {
#embed "../../Migrations/0043_bookmark_reminders.sql"
};
static const unsigned char Migrations_0045_push_sql[] = {
#embed "../../Migrations/0045_push.sql"
};
static const unsigned char Migrations_0048_scam_waves_sql[] = {
#embed "../../Migrations/0048_scam_waves.sql"
};
static const unsigned char Migrations_0049_more_registers_sql[] = {
#embed "../../Migrations/0049_more_registers.sql"
};
static const unsigned char Migrations_0050_bounces_sql[] = {
#embed "../../Migrations/0050_bounces.sql"
};
static const unsigned char Migrations_0052_matching_facts_sql[] = {
#embed "../../Migrations/0052_matching_facts.sql"
};
static const unsigned char Migrations_0053_events_sql[] = {
#embed "../../Migrations/0053_events.sql"
};
static const unsigned char Migrations_0054_tag_synonyms_sql[] = {
#embed "../../Migrations/0054_tag_synonyms.sql"
};
static const unsigned char Migrations_0055_removed_jobs_sql[] = {
#embed "../../Migrations/0055_removed_jobs.sql"
};
static const unsigned char Migrations_0056_employer_speakers_sql[] = {
#embed "../../Migrations/0056_employer_speakers.sql"
};
static const unsigned char Migrations_0057_anonymous_posts_sql[] = {
#embed "../../Migrations/0057_anonymous_posts.sql"
};
static const unsigned char Migrations_0058_conversations_sql[] = {
#embed "../../Migrations/0058_conversations.sql"
};
static const unsigned char Migrations_0059_polls_sql[] = {
#embed "../../Migrations/0059_polls.sql"
};
static const unsigned char Migrations_0062_scam_patterns_sql[] = {
#embed "../../Migrations/0062_scam_patterns.sql"
};
static const unsigned char Migrations_0063_counted_gender_sql[] = {
#embed "../../Migrations/0063_counted_gender.sql"
};
static const unsigned char Migrations_0064_post_suggestions_sql[] = {
#embed "../../Migrations/0064_post_suggestions.sql"
};
static const unsigned char Migrations_0065_undone_edits_sql[] = {
#embed "../../Migrations/0065_undone_edits.sql"
};
static const unsigned char Migrations_0066_timeline_versions_sql[] = {
#embed "../../Migrations/0066_timeline_versions.sql"
};
static const unsigned char Migrations_0067_thread_pathways_sql[] = {
#embed "../../Migrations/0067_thread_pathways.sql"
};
static const unsigned char Public_app_css[] = {
#embed "../../Public/app.css"
};
static const unsigned char Public_app_js[] = {
#embed "../../Public/app.js"
};
static const unsigned char Public_applications_js[] = {
#embed "../../Public/applications.js"
};
static const unsigned char Public_bar_js[] = {
#embed "../../Public/bar.js"
};
static const unsigned char Public_checklists_js[] = {
#embed "../../Public/checklists.js"
};
static const unsigned char Public_compose_js[] = {
#embed "../../Public/compose.js"
};
static const unsigned char Public_conversations_js[] = {
#embed "../../Public/conversations.js"
};
static const unsigned char Public_device_js[] = {
#embed "../../Public/device.js"
};
static const unsigned char Public_dom_js[] = {
#embed "../../Public/dom.js"
};
static const unsigned char Public_favicon_svg[] = {
#embed "../../Public/favicon.svg"
};
static const unsigned char Public_forms_js[] = {
#embed "../../Public/forms.js"
};
static const unsigned char Public_here_js[] = {
#embed "../../Public/here.js"
};
static const unsigned char Public_icon_192_png[] = {
#embed "../../Public/icon-192.png"
};
static const unsigned char Public_icon_maskable_png[] = {
#embed "../../Public/icon-maskable.png"
};
static const unsigned char Public_jobs_js[] = {
#embed "../../Public/jobs.js"
};
static const unsigned char Public_keep_js[] = {
#embed "../../Public/keep.js"
};
static const unsigned char Public_lists_js[] = {
#embed "../../Public/lists.js"
};
static const unsigned char Public_live_js[] = {
#embed "../../Public/live.js"
};
static const unsigned char Public_manifest_webmanifest[] = {
#embed "../../Public/manifest.webmanifest"
};
static const unsigned char Public_mentorships_js[] = {
#embed "../../Public/mentorships.js"
};
static const unsigned char Public_pages_js[] = {
#embed "../../Public/pages.js"
};
static const unsigned char Public_plan_js[] = {
#embed "../../Public/plan.js"
};
static const unsigned char Public_push_js[] = {
#embed "../../Public/push.js"
};
static const unsigned char Public_queue_js[] = {
#embed "../../Public/queue.js"
};
static const unsigned char Public_replica_js[] = {
#embed "../../Public/replica.js"
};
static const unsigned char Public_robots_txt[] = {
#embed "../../Public/robots.txt"
};
static const unsigned char Public_send_js[] = {
#embed "../../Public/send.js"
};
static const unsigned char Public_store_js[] = {
#embed "../../Public/store.js"
};
static const unsigned char Public_sw_js[] = {
#embed "../../Public/sw.js"
};
static const unsigned char Public_sync_js[] = {
#embed "../../Public/sync.js"
};
static const unsigned char Public_text_js[] = {
#embed "../../Public/text.js"
};
static const unsigned char Public_thread_js[] = {
#embed "../../Public/thread.js"
};
static const unsigned char Public_unsent_js[] = {
#embed "../../Public/unsent.js"
};
static const unsigned char Sources_Accounts_Templates_account_blocks_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_blocks.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_check_mail_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_check_mail.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_code_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_code.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_data_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_data.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_display_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_display.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_email_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_email.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_member_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_member.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_new_password_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_new_password.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_profile_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_profile.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_recovery_codes_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_recovery_codes.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_reset_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_reset.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_second_step_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_second_step.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_security_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_security.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_sign_in_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_sign_in.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_sign_up_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_sign_up.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_tokens_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_tokens.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_undo_email_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_undo_email.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_username_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_username.mustache"
};
static const unsigned char Sources_Accounts_Templates_account_verify_mustache[] = {
#embed "../../Sources/Accounts/Templates/account_verify.mustache"
};
static const unsigned char Sources_Applications_Templates_application_mustache[] = {
#embed "../../Sources/Applications/Templates/application.mustache"
};
static const unsigned char Sources_Applications_Templates_application_form_mustache[] = {
#embed "../../Sources/Applications/Templates/application_form.mustache"
};
static const unsigned char Sources_Applications_Templates_application_list_mustache[] = {
#embed "../../Sources/Applications/Templates/application_list.mustache"
};
static const unsigned char Sources_Applications_Templates_application_offers_mustache[] = {
#embed "../../Sources/Applications/Templates/application_offers.mustache"
};
static const unsigned char Sources_Applications_Templates_application_remove_mustache[] = {
#embed "../../Sources/Applications/Templates/application_remove.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_bookmarks_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_bookmarks.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_categories_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_categories.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_delete_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_delete.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_deleted_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_deleted.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_drafts_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_drafts.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_edit_post_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_edit_post.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_edit_thread_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_edit_thread.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_history_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_history.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_level_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_level.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_new_thread_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_new_thread.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_poll_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_poll.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_poll_fields_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_poll_fields.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_search_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_search.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_suggest_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_suggest.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_suggestions_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_suggestions.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_tag_care_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_tag_care.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_thread_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_thread.mustache"
};
static const unsigned char Sources_Forum_Templates_forum_threads_mustache[] = {
#embed "../../Sources/Forum/Templates/forum_threads.mustache"
};
static const unsigned char Sources_Forum_Templates_post_mustache[] = {
#embed "../../Sources/Forum/Templates/post.mustache"
};
static const unsigned char Sources_Forum_Templates_similar_mustache[] = {
#embed "../../Sources/Forum/Templates/similar.mustache"
};
static const unsigned char Sources_Forum_Templates_thread_row_mustache[] = {
#embed "../../Sources/Forum/Templates/thread_row.mustache"
};
static const unsigned char Sources_Groups_Templates_group_mustache[] = {
#embed "../../Sources/Groups/Templates/group.mustache"
};
static const unsigned char Sources_Groups_Templates_group_declaration_mustache[] = {
#embed "../../Sources/Groups/Templates/group_declaration.mustache"
};
static const unsigned char Sources_Groups_Templates_group_event_mustache[] = {
#embed "../../Sources/Groups/Templates/group_event.mustache"
};
static const unsigned char Sources_Groups_Templates_group_event_form_mustache[] = {
#embed "../../Sources/Groups/Templates/group_event_form.mustache"
};
static const unsigned char Sources_Groups_Templates_group_event_list_mustache[] = {
#embed "../../Sources/Groups/Templates/group_event_list.mustache"
};
static const unsigned char Sources_Groups_Templates_group_event_row_mustache[] = {
#embed "../../Sources/Groups/Templates/group_event_row.mustache"
};
static const unsigned char Sources_Groups_Templates_group_form_mustache[] = {
#embed "../../Sources/Groups/Templates/group_form.mustache"
};
static const unsigned char Sources_Groups_Templates_group_list_mustache[] = {
#embed "../../Sources/Groups/Templates/group_list.mustache"
};
static const unsigned char Sources_Groups_Templates_group_members_mustache[] = {
#embed "../../Sources/Groups/Templates/group_members.mustache"
};
static const unsigned char Sources_Groups_Templates_group_requests_mustache[] = {
#embed "../../Sources/Groups/Templates/group_requests.mustache"
};
static const unsigned char Sources_Groups_Templates_group_row_mustache[] = {
#embed "../../Sources/Groups/Templates/group_row.mustache"
};
static const unsigned char Sources_Jobs_Templates_employer_mustache[] = {
#embed "../../Sources/Jobs/Templates/employer.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_mustache[] = {
#embed "../../Sources/Jobs/Templates/job.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_form_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_form.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_held_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_held.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_held_row_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_held_row.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_list_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_list.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_mine_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_mine.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_row_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_row.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_saved_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_saved.mustache"
};
static const unsigned char Sources_Jobs_Templates_job_searches_mustache[] = {
#embed "../../Sources/Jobs/Templates/job_searches.mustache"
};
static const unsigned char Sources_Jobs_Templates_promoter_lookup_mustache[] = {
#embed "../../Sources/Jobs/Templates/promoter_lookup.mustache"
};
static const unsigned char Sources_Jobs_Templates_register_standing_mustache[] = {
#embed "../../Sources/Jobs/Templates/register_standing.mustache"
};
static const unsigned char Sources_Jobs_Templates_sponsor_candidates_mustache[] = {
#embed "../../Sources/Jobs/Templates/sponsor_candidates.mustache"
};
static const unsigned char Sources_Mentoring_Templates_adult_check_mustache[] = {
#embed "../../Sources/Mentoring/Templates/adult_check.mustache"
};
static const unsigned char Sources_Mentoring_Templates_check_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/check_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_field_rows_mustache[] = {
#embed "../../Sources/Mentoring/Templates/field_rows.mustache"
};
static const unsigned char Sources_Mentoring_Templates_findable_mentees_mustache[] = {
#embed "../../Sources/Mentoring/Templates/findable_mentees.mustache"
};
static const unsigned char Sources_Mentoring_Templates_invitation_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/invitation_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_invitation_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/invitation_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_meeting_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/meeting_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_meeting_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/meeting_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentee_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentee_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentee_row_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentee_row.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_questions_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor_questions.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_queue_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor_queue.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentor_row_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentor_row.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_case_queue_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_case_queue.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_cases_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_cases.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_figures_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_figures.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_hours_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_hours.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_public_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_public.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentoring_rules_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentoring_rules.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_office_hour_mustache[] = {
#embed "../../Sources/Mentoring/Templates/office_hour.mustache"
};
static const unsigned char Sources_Mentoring_Templates_office_hour_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/office_hour_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_office_hour_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/office_hour_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_office_hour_row_mustache[] = {
#embed "../../Sources/Mentoring/Templates/office_hour_row.mustache"
};
static const unsigned char Sources_Mentoring_Templates_round_mustache[] = {
#embed "../../Sources/Mentoring/Templates/round.mustache"
};
static const unsigned char Sources_Mentoring_Templates_round_form_mustache[] = {
#embed "../../Sources/Mentoring/Templates/round_form.mustache"
};
static const unsigned char Sources_Mentoring_Templates_round_list_mustache[] = {
#embed "../../Sources/Mentoring/Templates/round_list.mustache"
};
static const unsigned char Sources_Mentoring_Templates_round_ranking_mustache[] = {
#embed "../../Sources/Mentoring/Templates/round_ranking.mustache"
};
static const unsigned char Sources_Mentoring_Templates_round_report_mustache[] = {
#embed "../../Sources/Mentoring/Templates/round_report.mustache"
};
static const unsigned char Sources_Messages_Templates_conversation_mustache[] = {
#embed "../../Sources/Messages/Templates/conversation.mustache"
};
static const unsigned char Sources_Messages_Templates_conversation_list_mustache[] = {
#embed "../../Sources/Messages/Templates/conversation_list.mustache"
};
static const unsigned char Sources_Messages_Templates_message_case_queue_mustache[] = {
#embed "../../Sources/Messages/Templates/message_case_queue.mustache"
};
static const unsigned char Sources_Messages_Templates_message_form_mustache[] = {
#embed "../../Sources/Messages/Templates/message_form.mustache"
};
static const unsigned char Sources_Messages_Templates_message_report_mustache[] = {
#embed "../../Sources/Messages/Templates/message_report.mustache"
};
static const unsigned char Sources_Messages_Templates_message_reports_mustache[] = {
#embed "../../Sources/Messages/Templates/message_reports.mustache"
};
static const unsigned char Sources_Messages_Templates_message_settings_mustache[] = {
#embed "../../Sources/Messages/Templates/message_settings.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_appeal_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_appeal.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_audit_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_audit.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_case_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_case.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_case_facts_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_case_facts.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_entry_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_entry.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_flag_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_flag.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_flags_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_flags.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_item_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_item.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_log_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_log.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_member_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_member.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_out_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_out.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_patterns_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_patterns.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_queue_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_queue.mustache"
};
static const unsigned char Sources_Moderation_Templates_moderation_standing_mustache[] = {
#embed "../../Sources/Moderation/Templates/moderation_standing.mustache"
};
static const unsigned char Sources_Notices_Templates_notice_list_mustache[] = {
#embed "../../Sources/Notices/Templates/notice_list.mustache"
};
static const unsigned char Sources_Notices_Templates_notice_push_mustache[] = {
#embed "../../Sources/Notices/Templates/notice_push.mustache"
};
static const unsigned char Sources_Notices_Templates_notice_settings_mustache[] = {
#embed "../../Sources/Notices/Templates/notice_settings.mustache"
};
static const unsigned char Sources_Notices_Templates_notice_unsubscribe_mustache[] = {
#embed "../../Sources/Notices/Templates/notice_unsubscribe.mustache"
};
static const unsigned char Sources_Opportunities_Templates_opportunity_mustache[] = {
#embed "../../Sources/Opportunities/Templates/opportunity.mustache"
};
static const unsigned char Sources_Opportunities_Templates_opportunity_form_mustache[] = {
#embed "../../Sources/Opportunities/Templates/opportunity_form.mustache"
};
static const unsigned char Sources_Opportunities_Templates_opportunity_list_mustache[] = {
#embed "../../Sources/Opportunities/Templates/opportunity_list.mustache"
};
static const unsigned char Sources_Opportunities_Templates_opportunity_mine_mustache[] = {
#embed "../../Sources/Opportunities/Templates/opportunity_mine.mustache"
};
static const unsigned char Sources_Opportunities_Templates_opportunity_row_mustache[] = {
#embed "../../Sources/Opportunities/Templates/opportunity_row.mustache"
};
static const unsigned char Sources_Opportunities_Templates_talent_mustache[] = {
#embed "../../Sources/Opportunities/Templates/talent.mustache"
};
static const unsigned char Sources_Opportunities_Templates_talent_directory_mustache[] = {
#embed "../../Sources/Opportunities/Templates/talent_directory.mustache"
};
static const unsigned char Sources_Opportunities_Templates_talent_entry_mustache[] = {
#embed "../../Sources/Opportunities/Templates/talent_entry.mustache"
};
static const unsigned char Sources_Opportunities_Templates_talent_row_mustache[] = {
#embed "../../Sources/Opportunities/Templates/talent_row.mustache"
};
static const unsigned char Sources_Pages_Templates_device_mustache[] = {
#embed "../../Sources/Pages/Templates/device.mustache"
};
static const unsigned char Sources_Pages_Templates_help_mustache[] = {
#embed "../../Sources/Pages/Templates/help.mustache"
};
static const unsigned char Sources_Pages_Templates_help_sync_mustache[] = {
#embed "../../Sources/Pages/Templates/help_sync.mustache"
};
static const unsigned char Sources_Pages_Templates_home_mustache[] = {
#embed "../../Sources/Pages/Templates/home.mustache"
};
static const unsigned char Sources_Pages_Templates_privacy_mustache[] = {
#embed "../../Sources/Pages/Templates/privacy.mustache"
};
static const unsigned char Sources_Pages_Templates_visa_pathway_mustache[] = {
#embed "../../Sources/Pages/Templates/visa_pathway.mustache"
};
static const unsigned char Sources_Points_Templates_points_list_mustache[] = {
#embed "../../Sources/Points/Templates/points_list.mustache"
};
static const unsigned char Sources_Points_Templates_points_system_mustache[] = {
#embed "../../Sources/Points/Templates/points_system.mustache"
};
static const unsigned char Sources_Timelines_Templates_bar_chart_mustache[] = {
#embed "../../Sources/Timelines/Templates/bar_chart.mustache"
};
static const unsigned char Sources_Timelines_Templates_corridors_mustache[] = {
#embed "../../Sources/Timelines/Templates/corridors.mustache"
};
static const unsigned char Sources_Timelines_Templates_insight_mustache[] = {
#embed "../../Sources/Timelines/Templates/insight.mustache"
};
static const unsigned char Sources_Timelines_Templates_processing_list_mustache[] = {
#embed "../../Sources/Timelines/Templates/processing_list.mustache"
};
static const unsigned char Sources_Timelines_Templates_processing_times_mustache[] = {
#embed "../../Sources/Timelines/Templates/processing_times.mustache"
};
static const unsigned char Sources_Timelines_Templates_skill_list_mustache[] = {
#embed "../../Sources/Timelines/Templates/skill_list.mustache"
};
static const unsigned char Sources_Timelines_Templates_skills_mustache[] = {
#embed "../../Sources/Timelines/Templates/skills.mustache"
};
static const unsigned char Sources_Timelines_Templates_timeline_mustache[] = {
#embed "../../Sources/Timelines/Templates/timeline.mustache"
};
static const unsigned char Sources_Timelines_Templates_timeline_form_mustache[] = {
#embed "../../Sources/Timelines/Templates/timeline_form.mustache"
};
static const unsigned char Sources_Timelines_Templates_timeline_list_mustache[] = {
#embed "../../Sources/Timelines/Templates/timeline_list.mustache"
};
static const unsigned char Sources_WebSupport_Templates_removal_mustache[] = {
#embed "../../Sources/WebSupport/Templates/removal.mustache"
};
static const unsigned char Sources_Timelines_Templates_waiting_chart_mustache[] = {
#embed "../../Sources/Timelines/Templates/waiting_chart.mustache"
};
static const unsigned char Sources_Timelines_Templates_waiting_figure_mustache[] = {
#embed "../../Sources/Timelines/Templates/waiting_figure.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_add_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_add.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_fields_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_fields.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_item_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_item.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_list_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_list.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_own_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_own.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_remove_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_remove.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_step_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_step.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_step_remove_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_step_remove.mustache"
};
static const unsigned char Sources_Visas_Templates_checklist_template_mustache[] = {
#embed "../../Sources/Visas/Templates/checklist_template.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_compare_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_compare.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_edit_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_edit.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_edit_choice_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_edit_choice.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_history_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_history.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_list_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_list.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_queue_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_queue.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_report_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_report.mustache"
};
static const unsigned char Sources_Visas_Templates_visa_source_mustache[] = {
#embed "../../Sources/Visas/Templates/visa_source.mustache"
};
static const unsigned char Sources_WebSupport_Templates_area_mustache[] = {
#embed "../../Sources/WebSupport/Templates/area.mustache"
};
static const unsigned char Sources_WebSupport_Templates_choice_mustache[] = {
#embed "../../Sources/WebSupport/Templates/choice.mustache"
};
static const unsigned char Sources_WebSupport_Templates_field_mustache[] = {
#embed "../../Sources/WebSupport/Templates/field.mustache"
};
static const unsigned char Sources_WebSupport_Templates_form_errors_mustache[] = {
#embed "../../Sources/WebSupport/Templates/form_errors.mustache"
};
static const unsigned char Sources_WebSupport_Templates_layout_mustache[] = {
#embed "../../Sources/WebSupport/Templates/layout.mustache"
};
static const unsigned char Sources_WebSupport_Templates_pager_mustache[] = {
#embed "../../Sources/WebSupport/Templates/pager.mustache"
};
static const unsigned char Sources_WebSupport_Templates_problem_mustache[] = {
#embed "../../Sources/WebSupport/Templates/problem.mustache"
};
static const unsigned char Sources_WebSupport_Templates_search_form_mustache[] = {
#embed "../../Sources/WebSupport/Templates/search_form.mustache"
};
static const unsigned char Sources_WebSupport_Templates_signed_out_mustache[] = {
#embed "../../Sources/WebSupport/Templates/signed_out.mustache"
};
static const unsigned char Sources_Texts_en_json[] = {
#embed "../../Sources/Texts/en.json"
};
static const unsigned char Sources_Texts_ur_json[] = {
#embed "../../Sources/Texts/ur.json"
};
static const unsigned char Sources_App_Data_beoe_emigration_json[] = {
#embed "../../Sources/App/Data/beoe-emigration.json"
};
static const unsigned char Sources_App_Data_checklists_json[] = {
#embed "../../Sources/App/Data/checklists.json"
};
static const unsigned char Sources_App_Data_demo_jobs_json[] = {
#embed "../../Sources/App/Data/demo-jobs.json"
};
static const unsigned char Sources_App_Data_demo_listings_json[] = {
#embed "../../Sources/App/Data/demo-listings.json"
};
static const unsigned char Sources_App_Data_demo_mentors_json[] = {
#embed "../../Sources/App/Data/demo-mentors.json"
};
static const unsigned char Sources_App_Data_demo_json[] = {
#embed "../../Sources/App/Data/demo.json"
};
static const unsigned char Sources_App_Data_points_labels_json[] = {
#embed "../../Sources/App/Data/points-labels.json"
};
static const unsigned char Sources_App_Data_points_systems_json[] = {
#embed "../../Sources/App/Data/points-systems.json"
};
static const unsigned char Sources_App_Data_scam_patterns_json[] = {
#embed "../../Sources/App/Data/scam-patterns.json"
};
static const unsigned char Sources_App_Data_scam_signals_json[] = {
#embed "../../Sources/App/Data/scam-signals.json"
};
static const unsigned char Sources_App_Data_sync_guide_json[] = {
#embed "../../Sources/App/Data/sync-guide.json"
};
static const unsigned char Sources_App_Data_visa_pathways_json[] = {
#embed "../../Sources/App/Data/visa-pathways.json"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_goals_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_goals.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_line_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_line.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_notes_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_notes.mustache"
};
static const unsigned char Sources_Mentoring_Templates_mentorship_report_mustache[] = {
#embed "../../Sources/Mentoring/Templates/mentorship_report.mustache"
};
static const unsigned char Sources_Mentoring_Templates_next_mentors_mustache[] = {
#embed "../../Sources/Mentoring/Templates/next_mentors.mustache"
};
static const unsigned char Sources_Mentoring_Templates_waitlist_mustache[] = {
#embed "../../Sources/Mentoring/Templates/waitlist.mustache"
};

#define FILE(path, bytes) {path, bytes, sizeof bytes}

static const embedded_file files[] = {
    FILE("Migrations/0001_foundation.sql", Migrations_0001_foundation_sql),
    FILE("Migrations/0001_sequence.postgres.sql", Migrations_0001_sequence_postgres_sql),
    FILE("Migrations/0002_accounts.sql", Migrations_0002_accounts_sql),
    FILE("Migrations/0003_forum.sql", Migrations_0003_forum_sql),
    FILE("Migrations/0004_sync.sql", Migrations_0004_sync_sql),
    FILE("Migrations/0005_forum_care.sql", Migrations_0005_forum_care_sql),
    FILE("Migrations/0006_account_care.sql", Migrations_0006_account_care_sql),
    FILE("Migrations/0007_moderation.sql", Migrations_0007_moderation_sql),
    FILE("Migrations/0008_search.postgres.sql", Migrations_0008_search_postgres_sql),
    FILE("Migrations/0008_search.sqlite.sql", Migrations_0008_search_sqlite_sql),
    FILE("Migrations/0009_notices.sql", Migrations_0009_notices_sql),
    FILE("Migrations/0011_account_safety.sql", Migrations_0011_account_safety_sql),
    FILE("Migrations/0012_forum_states.sql", Migrations_0012_forum_states_sql),
    FILE("Migrations/0013_erased_words.sql", Migrations_0013_erased_words_sql),
    FILE("Migrations/0014_row_versions.sql", Migrations_0014_row_versions_sql),
    FILE("Migrations/0015_visas.sql", Migrations_0015_visas_sql),
    FILE("Migrations/0016_timelines.sql", Migrations_0016_timelines_sql),
    FILE("Migrations/0017_jobs.sql", Migrations_0017_jobs_sql),
    FILE("Migrations/0018_checklists.sql", Migrations_0018_checklists_sql),
    FILE("Migrations/0019_registers.sql", Migrations_0019_registers_sql),
    FILE("Migrations/0020_applications.sql", Migrations_0020_applications_sql),
    FILE("Migrations/0021_insight.sql", Migrations_0021_insight_sql),
    FILE("Migrations/0021_timelines.postgres.sql", Migrations_0021_timelines_postgres_sql),
    FILE("Migrations/0021_timelines.sqlite.sql", Migrations_0021_timelines_sqlite_sql),
    FILE("Migrations/0022_reference.sql", Migrations_0022_reference_sql),
    FILE("Migrations/0022_steps.sql", Migrations_0022_steps_sql),
    FILE("Migrations/0023_waiting.sql", Migrations_0023_waiting_sql),
    FILE("Migrations/0024_mentoring.sql", Migrations_0024_mentoring_sql),
    FILE("Migrations/0025_mentorships.sql", Migrations_0025_mentorships_sql),
    FILE("Migrations/0026_job_links.sql", Migrations_0026_job_links_sql),
    FILE("Migrations/0027_meetings.sql", Migrations_0027_meetings_sql),
    FILE("Migrations/0028_rounds.sql", Migrations_0028_rounds_sql),
    FILE("Migrations/0029_mentor_questions.sql", Migrations_0029_mentor_questions_sql),
    FILE("Migrations/0030_mentorship_feedback.sql", Migrations_0030_mentorship_feedback_sql),
    FILE("Migrations/0031_mentorship_goals.sql", Migrations_0031_mentorship_goals_sql),
    FILE("Migrations/0032_mentor_safety.sql", Migrations_0032_mentor_safety_sql),
    FILE("Migrations/0033_mentor_waitlist.sql", Migrations_0033_mentor_waitlist_sql),
    FILE("Migrations/0034_mentoring_figures.sql", Migrations_0034_mentoring_figures_sql),
    FILE("Migrations/0035_office_hours.sql", Migrations_0035_office_hours_sql),
    FILE("Migrations/0036_mentor_invitations.sql", Migrations_0036_mentor_invitations_sql),
    FILE("Migrations/0037_letters.sql", Migrations_0037_letters_sql),
    FILE("Migrations/0038_moderation_log.sql", Migrations_0038_moderation_log_sql),
    FILE("Migrations/0039_posts_by_time.sql", Migrations_0039_posts_by_time_sql),
    FILE("Migrations/0040_groups.sql", Migrations_0040_groups_sql),
    FILE("Migrations/0042_moving_in.sql", Migrations_0042_moving_in_sql),
    FILE("Migrations/0043_bookmark_reminders.sql", Migrations_0043_bookmark_reminders_sql),
    FILE("Migrations/0045_push.sql", Migrations_0045_push_sql),
    FILE("Migrations/0048_scam_waves.sql", Migrations_0048_scam_waves_sql),
    FILE("Migrations/0049_more_registers.sql", Migrations_0049_more_registers_sql),
    FILE("Migrations/0050_bounces.sql", Migrations_0050_bounces_sql),
    FILE("Migrations/0052_matching_facts.sql", Migrations_0052_matching_facts_sql),
    FILE("Migrations/0053_events.sql", Migrations_0053_events_sql),
    FILE("Migrations/0054_tag_synonyms.sql", Migrations_0054_tag_synonyms_sql),
    FILE("Migrations/0055_removed_jobs.sql", Migrations_0055_removed_jobs_sql),
    FILE("Migrations/0056_employer_speakers.sql", Migrations_0056_employer_speakers_sql),
    FILE("Migrations/0057_anonymous_posts.sql", Migrations_0057_anonymous_posts_sql),
    FILE("Migrations/0058_conversations.sql", Migrations_0058_conversations_sql),
    FILE("Migrations/0059_polls.sql", Migrations_0059_polls_sql),
    FILE("Migrations/0062_scam_patterns.sql", Migrations_0062_scam_patterns_sql),
    FILE("Migrations/0063_counted_gender.sql", Migrations_0063_counted_gender_sql),
    FILE("Migrations/0064_post_suggestions.sql", Migrations_0064_post_suggestions_sql),
    FILE("Migrations/0065_undone_edits.sql", Migrations_0065_undone_edits_sql),
    FILE("Migrations/0066_timeline_versions.sql", Migrations_0066_timeline_versions_sql),
    FILE("Migrations/0067_thread_pathways.sql", Migrations_0067_thread_pathways_sql),
    FILE("Public/app.css", Public_app_css),
    FILE("Public/app.js", Public_app_js),
    FILE("Public/applications.js", Public_applications_js),
    FILE("Public/bar.js", Public_bar_js),
    FILE("Public/checklists.js", Public_checklists_js),
    FILE("Public/compose.js", Public_compose_js),
    FILE("Public/conversations.js", Public_conversations_js),
    FILE("Public/device.js", Public_device_js),
    FILE("Public/dom.js", Public_dom_js),
    FILE("Public/favicon.svg", Public_favicon_svg),
    FILE("Public/forms.js", Public_forms_js),
    FILE("Public/here.js", Public_here_js),
    FILE("Public/icon-192.png", Public_icon_192_png),
    FILE("Public/icon-maskable.png", Public_icon_maskable_png),
    FILE("Public/jobs.js", Public_jobs_js),
    FILE("Public/keep.js", Public_keep_js),
    FILE("Public/lists.js", Public_lists_js),
    FILE("Public/live.js", Public_live_js),
    FILE("Public/manifest.webmanifest", Public_manifest_webmanifest),
    FILE("Public/mentorships.js", Public_mentorships_js),
    FILE("Public/pages.js", Public_pages_js),
    FILE("Public/plan.js", Public_plan_js),
    FILE("Public/push.js", Public_push_js),
    FILE("Public/queue.js", Public_queue_js),
    FILE("Public/replica.js", Public_replica_js),
    FILE("Public/robots.txt", Public_robots_txt),
    FILE("Public/send.js", Public_send_js),
    FILE("Public/store.js", Public_store_js),
    FILE("Public/sw.js", Public_sw_js),
    FILE("Public/sync.js", Public_sync_js),
    FILE("Public/text.js", Public_text_js),
    FILE("Public/thread.js", Public_thread_js),
    FILE("Public/unsent.js", Public_unsent_js),
    FILE("Sources/Accounts/Templates/account_blocks.mustache", Sources_Accounts_Templates_account_blocks_mustache),
    FILE("Sources/Accounts/Templates/account_check_mail.mustache", Sources_Accounts_Templates_account_check_mail_mustache),
    FILE("Sources/Accounts/Templates/account_code.mustache", Sources_Accounts_Templates_account_code_mustache),
    FILE("Sources/Accounts/Templates/account_data.mustache", Sources_Accounts_Templates_account_data_mustache),
    FILE("Sources/Accounts/Templates/account_display.mustache", Sources_Accounts_Templates_account_display_mustache),
    FILE("Sources/Accounts/Templates/account_email.mustache", Sources_Accounts_Templates_account_email_mustache),
    FILE("Sources/Accounts/Templates/account_member.mustache", Sources_Accounts_Templates_account_member_mustache),
    FILE("Sources/Accounts/Templates/account_new_password.mustache", Sources_Accounts_Templates_account_new_password_mustache),
    FILE("Sources/Accounts/Templates/account_profile.mustache", Sources_Accounts_Templates_account_profile_mustache),
    FILE("Sources/Accounts/Templates/account_recovery_codes.mustache", Sources_Accounts_Templates_account_recovery_codes_mustache),
    FILE("Sources/Accounts/Templates/account_reset.mustache", Sources_Accounts_Templates_account_reset_mustache),
    FILE("Sources/Accounts/Templates/account_second_step.mustache", Sources_Accounts_Templates_account_second_step_mustache),
    FILE("Sources/Accounts/Templates/account_security.mustache", Sources_Accounts_Templates_account_security_mustache),
    FILE("Sources/Accounts/Templates/account_sign_in.mustache", Sources_Accounts_Templates_account_sign_in_mustache),
    FILE("Sources/Accounts/Templates/account_sign_up.mustache", Sources_Accounts_Templates_account_sign_up_mustache),
    FILE("Sources/Accounts/Templates/account_tokens.mustache", Sources_Accounts_Templates_account_tokens_mustache),
    FILE("Sources/Accounts/Templates/account_undo_email.mustache", Sources_Accounts_Templates_account_undo_email_mustache),
    FILE("Sources/Accounts/Templates/account_username.mustache", Sources_Accounts_Templates_account_username_mustache),
    FILE("Sources/Accounts/Templates/account_verify.mustache", Sources_Accounts_Templates_account_verify_mustache),
    FILE("Sources/Applications/Templates/application.mustache", Sources_Applications_Templates_application_mustache),
    FILE("Sources/Applications/Templates/application_form.mustache", Sources_Applications_Templates_application_form_mustache),
    FILE("Sources/Applications/Templates/application_list.mustache", Sources_Applications_Templates_application_list_mustache),
    FILE("Sources/Applications/Templates/application_offers.mustache", Sources_Applications_Templates_application_offers_mustache),
    FILE("Sources/Applications/Templates/application_remove.mustache", Sources_Applications_Templates_application_remove_mustache),
    FILE("Sources/Forum/Templates/forum_bookmarks.mustache", Sources_Forum_Templates_forum_bookmarks_mustache),
    FILE("Sources/Forum/Templates/forum_categories.mustache", Sources_Forum_Templates_forum_categories_mustache),
    FILE("Sources/Forum/Templates/forum_delete.mustache", Sources_Forum_Templates_forum_delete_mustache),
    FILE("Sources/Forum/Templates/forum_deleted.mustache", Sources_Forum_Templates_forum_deleted_mustache),
    FILE("Sources/Forum/Templates/forum_drafts.mustache", Sources_Forum_Templates_forum_drafts_mustache),
    FILE("Sources/Forum/Templates/forum_edit_post.mustache", Sources_Forum_Templates_forum_edit_post_mustache),
    FILE("Sources/Forum/Templates/forum_edit_thread.mustache", Sources_Forum_Templates_forum_edit_thread_mustache),
    FILE("Sources/Forum/Templates/forum_history.mustache", Sources_Forum_Templates_forum_history_mustache),
    FILE("Sources/Forum/Templates/forum_level.mustache", Sources_Forum_Templates_forum_level_mustache),
    FILE("Sources/Forum/Templates/forum_new_thread.mustache", Sources_Forum_Templates_forum_new_thread_mustache),
    FILE("Sources/Forum/Templates/forum_poll.mustache", Sources_Forum_Templates_forum_poll_mustache),
    FILE("Sources/Forum/Templates/forum_poll_fields.mustache", Sources_Forum_Templates_forum_poll_fields_mustache),
    FILE("Sources/Forum/Templates/forum_search.mustache", Sources_Forum_Templates_forum_search_mustache),
    FILE("Sources/Forum/Templates/forum_suggest.mustache", Sources_Forum_Templates_forum_suggest_mustache),
    FILE("Sources/Forum/Templates/forum_suggestions.mustache", Sources_Forum_Templates_forum_suggestions_mustache),
    FILE("Sources/Forum/Templates/forum_tag_care.mustache", Sources_Forum_Templates_forum_tag_care_mustache),
    FILE("Sources/Forum/Templates/forum_thread.mustache", Sources_Forum_Templates_forum_thread_mustache),
    FILE("Sources/Forum/Templates/forum_threads.mustache", Sources_Forum_Templates_forum_threads_mustache),
    FILE("Sources/Forum/Templates/post.mustache", Sources_Forum_Templates_post_mustache),
    FILE("Sources/Forum/Templates/similar.mustache", Sources_Forum_Templates_similar_mustache),
    FILE("Sources/Forum/Templates/thread_row.mustache", Sources_Forum_Templates_thread_row_mustache),
    FILE("Sources/Groups/Templates/group.mustache", Sources_Groups_Templates_group_mustache),
    FILE("Sources/Groups/Templates/group_declaration.mustache", Sources_Groups_Templates_group_declaration_mustache),
    FILE("Sources/Groups/Templates/group_event.mustache", Sources_Groups_Templates_group_event_mustache),
    FILE("Sources/Groups/Templates/group_event_form.mustache", Sources_Groups_Templates_group_event_form_mustache),
    FILE("Sources/Groups/Templates/group_event_list.mustache", Sources_Groups_Templates_group_event_list_mustache),
    FILE("Sources/Groups/Templates/group_event_row.mustache", Sources_Groups_Templates_group_event_row_mustache),
    FILE("Sources/Groups/Templates/group_form.mustache", Sources_Groups_Templates_group_form_mustache),
    FILE("Sources/Groups/Templates/group_list.mustache", Sources_Groups_Templates_group_list_mustache),
    FILE("Sources/Groups/Templates/group_members.mustache", Sources_Groups_Templates_group_members_mustache),
    FILE("Sources/Groups/Templates/group_requests.mustache", Sources_Groups_Templates_group_requests_mustache),
    FILE("Sources/Groups/Templates/group_row.mustache", Sources_Groups_Templates_group_row_mustache),
    FILE("Sources/Jobs/Templates/employer.mustache", Sources_Jobs_Templates_employer_mustache),
    FILE("Sources/Jobs/Templates/job.mustache", Sources_Jobs_Templates_job_mustache),
    FILE("Sources/Jobs/Templates/job_form.mustache", Sources_Jobs_Templates_job_form_mustache),
    FILE("Sources/Jobs/Templates/job_held.mustache", Sources_Jobs_Templates_job_held_mustache),
    FILE("Sources/Jobs/Templates/job_held_row.mustache", Sources_Jobs_Templates_job_held_row_mustache),
    FILE("Sources/Jobs/Templates/job_list.mustache", Sources_Jobs_Templates_job_list_mustache),
    FILE("Sources/Jobs/Templates/job_mine.mustache", Sources_Jobs_Templates_job_mine_mustache),
    FILE("Sources/Jobs/Templates/job_row.mustache", Sources_Jobs_Templates_job_row_mustache),
    FILE("Sources/Jobs/Templates/job_saved.mustache", Sources_Jobs_Templates_job_saved_mustache),
    FILE("Sources/Jobs/Templates/job_searches.mustache", Sources_Jobs_Templates_job_searches_mustache),
    FILE("Sources/Jobs/Templates/promoter_lookup.mustache", Sources_Jobs_Templates_promoter_lookup_mustache),
    FILE("Sources/Jobs/Templates/register_standing.mustache", Sources_Jobs_Templates_register_standing_mustache),
    FILE("Sources/Jobs/Templates/sponsor_candidates.mustache", Sources_Jobs_Templates_sponsor_candidates_mustache),
    FILE("Sources/Mentoring/Templates/adult_check.mustache", Sources_Mentoring_Templates_adult_check_mustache),
    FILE("Sources/Mentoring/Templates/check_list.mustache", Sources_Mentoring_Templates_check_list_mustache),
    FILE("Sources/Mentoring/Templates/field_rows.mustache", Sources_Mentoring_Templates_field_rows_mustache),
    FILE("Sources/Mentoring/Templates/findable_mentees.mustache", Sources_Mentoring_Templates_findable_mentees_mustache),
    FILE("Sources/Mentoring/Templates/invitation_form.mustache", Sources_Mentoring_Templates_invitation_form_mustache),
    FILE("Sources/Mentoring/Templates/invitation_list.mustache", Sources_Mentoring_Templates_invitation_list_mustache),
    FILE("Sources/Mentoring/Templates/meeting_form.mustache", Sources_Mentoring_Templates_meeting_form_mustache),
    FILE("Sources/Mentoring/Templates/meeting_list.mustache", Sources_Mentoring_Templates_meeting_list_mustache),
    FILE("Sources/Mentoring/Templates/mentee_form.mustache", Sources_Mentoring_Templates_mentee_form_mustache),
    FILE("Sources/Mentoring/Templates/mentee_row.mustache", Sources_Mentoring_Templates_mentee_row_mustache),
    FILE("Sources/Mentoring/Templates/mentor.mustache", Sources_Mentoring_Templates_mentor_mustache),
    FILE("Sources/Mentoring/Templates/mentor_form.mustache", Sources_Mentoring_Templates_mentor_form_mustache),
    FILE("Sources/Mentoring/Templates/mentor_list.mustache", Sources_Mentoring_Templates_mentor_list_mustache),
    FILE("Sources/Mentoring/Templates/mentor_questions.mustache", Sources_Mentoring_Templates_mentor_questions_mustache),
    FILE("Sources/Mentoring/Templates/mentor_queue.mustache", Sources_Mentoring_Templates_mentor_queue_mustache),
    FILE("Sources/Mentoring/Templates/mentor_row.mustache", Sources_Mentoring_Templates_mentor_row_mustache),
    FILE("Sources/Mentoring/Templates/mentoring.mustache", Sources_Mentoring_Templates_mentoring_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_case_queue.mustache", Sources_Mentoring_Templates_mentoring_case_queue_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_cases.mustache", Sources_Mentoring_Templates_mentoring_cases_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_figures.mustache", Sources_Mentoring_Templates_mentoring_figures_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_hours.mustache", Sources_Mentoring_Templates_mentoring_hours_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_public.mustache", Sources_Mentoring_Templates_mentoring_public_mustache),
    FILE("Sources/Mentoring/Templates/mentoring_rules.mustache", Sources_Mentoring_Templates_mentoring_rules_mustache),
    FILE("Sources/Mentoring/Templates/mentorship.mustache", Sources_Mentoring_Templates_mentorship_mustache),
    FILE("Sources/Mentoring/Templates/mentorship_form.mustache", Sources_Mentoring_Templates_mentorship_form_mustache),
    FILE("Sources/Mentoring/Templates/mentorship_list.mustache", Sources_Mentoring_Templates_mentorship_list_mustache),
    FILE("Sources/Mentoring/Templates/office_hour.mustache", Sources_Mentoring_Templates_office_hour_mustache),
    FILE("Sources/Mentoring/Templates/office_hour_form.mustache", Sources_Mentoring_Templates_office_hour_form_mustache),
    FILE("Sources/Mentoring/Templates/office_hour_list.mustache", Sources_Mentoring_Templates_office_hour_list_mustache),
    FILE("Sources/Mentoring/Templates/office_hour_row.mustache", Sources_Mentoring_Templates_office_hour_row_mustache),
    FILE("Sources/Mentoring/Templates/round.mustache", Sources_Mentoring_Templates_round_mustache),
    FILE("Sources/Mentoring/Templates/round_form.mustache", Sources_Mentoring_Templates_round_form_mustache),
    FILE("Sources/Mentoring/Templates/round_list.mustache", Sources_Mentoring_Templates_round_list_mustache),
    FILE("Sources/Mentoring/Templates/round_ranking.mustache", Sources_Mentoring_Templates_round_ranking_mustache),
    FILE("Sources/Mentoring/Templates/round_report.mustache", Sources_Mentoring_Templates_round_report_mustache),
    FILE("Sources/Messages/Templates/conversation.mustache", Sources_Messages_Templates_conversation_mustache),
    FILE("Sources/Messages/Templates/conversation_list.mustache", Sources_Messages_Templates_conversation_list_mustache),
    FILE("Sources/Messages/Templates/message_case_queue.mustache", Sources_Messages_Templates_message_case_queue_mustache),
    FILE("Sources/Messages/Templates/message_form.mustache", Sources_Messages_Templates_message_form_mustache),
    FILE("Sources/Messages/Templates/message_report.mustache", Sources_Messages_Templates_message_report_mustache),
    FILE("Sources/Messages/Templates/message_reports.mustache", Sources_Messages_Templates_message_reports_mustache),
    FILE("Sources/Messages/Templates/message_settings.mustache", Sources_Messages_Templates_message_settings_mustache),
    FILE("Sources/Moderation/Templates/moderation_appeal.mustache", Sources_Moderation_Templates_moderation_appeal_mustache),
    FILE("Sources/Moderation/Templates/moderation_audit.mustache", Sources_Moderation_Templates_moderation_audit_mustache),
    FILE("Sources/Moderation/Templates/moderation_case.mustache", Sources_Moderation_Templates_moderation_case_mustache),
    FILE("Sources/Moderation/Templates/moderation_case_facts.mustache", Sources_Moderation_Templates_moderation_case_facts_mustache),
    FILE("Sources/Moderation/Templates/moderation_entry.mustache", Sources_Moderation_Templates_moderation_entry_mustache),
    FILE("Sources/Moderation/Templates/moderation_flag.mustache", Sources_Moderation_Templates_moderation_flag_mustache),
    FILE("Sources/Moderation/Templates/moderation_flags.mustache", Sources_Moderation_Templates_moderation_flags_mustache),
    FILE("Sources/Moderation/Templates/moderation_item.mustache", Sources_Moderation_Templates_moderation_item_mustache),
    FILE("Sources/Moderation/Templates/moderation_log.mustache", Sources_Moderation_Templates_moderation_log_mustache),
    FILE("Sources/Moderation/Templates/moderation_member.mustache", Sources_Moderation_Templates_moderation_member_mustache),
    FILE("Sources/Moderation/Templates/moderation_out.mustache", Sources_Moderation_Templates_moderation_out_mustache),
    FILE("Sources/Moderation/Templates/moderation_patterns.mustache", Sources_Moderation_Templates_moderation_patterns_mustache),
    FILE("Sources/Moderation/Templates/moderation_queue.mustache", Sources_Moderation_Templates_moderation_queue_mustache),
    FILE("Sources/Moderation/Templates/moderation_standing.mustache", Sources_Moderation_Templates_moderation_standing_mustache),
    FILE("Sources/Notices/Templates/notice_list.mustache", Sources_Notices_Templates_notice_list_mustache),
    FILE("Sources/Notices/Templates/notice_push.mustache", Sources_Notices_Templates_notice_push_mustache),
    FILE("Sources/Notices/Templates/notice_settings.mustache", Sources_Notices_Templates_notice_settings_mustache),
    FILE("Sources/Notices/Templates/notice_unsubscribe.mustache", Sources_Notices_Templates_notice_unsubscribe_mustache),
    FILE("Sources/Opportunities/Templates/opportunity.mustache", Sources_Opportunities_Templates_opportunity_mustache),
    FILE("Sources/Opportunities/Templates/opportunity_form.mustache", Sources_Opportunities_Templates_opportunity_form_mustache),
    FILE("Sources/Opportunities/Templates/opportunity_list.mustache", Sources_Opportunities_Templates_opportunity_list_mustache),
    FILE("Sources/Opportunities/Templates/opportunity_mine.mustache", Sources_Opportunities_Templates_opportunity_mine_mustache),
    FILE("Sources/Opportunities/Templates/opportunity_row.mustache", Sources_Opportunities_Templates_opportunity_row_mustache),
    FILE("Sources/Opportunities/Templates/talent.mustache", Sources_Opportunities_Templates_talent_mustache),
    FILE("Sources/Opportunities/Templates/talent_directory.mustache", Sources_Opportunities_Templates_talent_directory_mustache),
    FILE("Sources/Opportunities/Templates/talent_entry.mustache", Sources_Opportunities_Templates_talent_entry_mustache),
    FILE("Sources/Opportunities/Templates/talent_row.mustache", Sources_Opportunities_Templates_talent_row_mustache),
    FILE("Sources/Pages/Templates/device.mustache", Sources_Pages_Templates_device_mustache),
    FILE("Sources/Pages/Templates/help.mustache", Sources_Pages_Templates_help_mustache),
    FILE("Sources/Pages/Templates/help_sync.mustache", Sources_Pages_Templates_help_sync_mustache),
    FILE("Sources/Pages/Templates/home.mustache", Sources_Pages_Templates_home_mustache),
    FILE("Sources/Pages/Templates/privacy.mustache", Sources_Pages_Templates_privacy_mustache),
    FILE("Sources/Pages/Templates/visa_pathway.mustache", Sources_Pages_Templates_visa_pathway_mustache),
    FILE("Sources/Points/Templates/points_list.mustache", Sources_Points_Templates_points_list_mustache),
    FILE("Sources/Points/Templates/points_system.mustache", Sources_Points_Templates_points_system_mustache),
    FILE("Sources/Timelines/Templates/bar_chart.mustache", Sources_Timelines_Templates_bar_chart_mustache),
    FILE("Sources/Timelines/Templates/corridors.mustache", Sources_Timelines_Templates_corridors_mustache),
    FILE("Sources/Timelines/Templates/insight.mustache", Sources_Timelines_Templates_insight_mustache),
    FILE("Sources/Timelines/Templates/processing_list.mustache", Sources_Timelines_Templates_processing_list_mustache),
    FILE("Sources/Timelines/Templates/processing_times.mustache", Sources_Timelines_Templates_processing_times_mustache),
    FILE("Sources/Timelines/Templates/skill_list.mustache", Sources_Timelines_Templates_skill_list_mustache),
    FILE("Sources/Timelines/Templates/skills.mustache", Sources_Timelines_Templates_skills_mustache),
    FILE("Sources/Timelines/Templates/timeline.mustache", Sources_Timelines_Templates_timeline_mustache),
    FILE("Sources/Timelines/Templates/timeline_form.mustache", Sources_Timelines_Templates_timeline_form_mustache),
    FILE("Sources/Timelines/Templates/timeline_list.mustache", Sources_Timelines_Templates_timeline_list_mustache),
    FILE("Sources/WebSupport/Templates/removal.mustache", Sources_WebSupport_Templates_removal_mustache),
    FILE("Sources/Timelines/Templates/waiting_chart.mustache", Sources_Timelines_Templates_waiting_chart_mustache),
    FILE("Sources/Timelines/Templates/waiting_figure.mustache", Sources_Timelines_Templates_waiting_figure_mustache),
    FILE("Sources/Visas/Templates/checklist_add.mustache", Sources_Visas_Templates_checklist_add_mustache),
    FILE("Sources/Visas/Templates/checklist_fields.mustache", Sources_Visas_Templates_checklist_fields_mustache),
    FILE("Sources/Visas/Templates/checklist_item.mustache", Sources_Visas_Templates_checklist_item_mustache),
    FILE("Sources/Visas/Templates/checklist_list.mustache", Sources_Visas_Templates_checklist_list_mustache),
    FILE("Sources/Visas/Templates/checklist_own.mustache", Sources_Visas_Templates_checklist_own_mustache),
    FILE("Sources/Visas/Templates/checklist_remove.mustache", Sources_Visas_Templates_checklist_remove_mustache),
    FILE("Sources/Visas/Templates/checklist_step.mustache", Sources_Visas_Templates_checklist_step_mustache),
    FILE("Sources/Visas/Templates/checklist_step_remove.mustache", Sources_Visas_Templates_checklist_step_remove_mustache),
    FILE("Sources/Visas/Templates/checklist_template.mustache", Sources_Visas_Templates_checklist_template_mustache),
    FILE("Sources/Visas/Templates/visa_compare.mustache", Sources_Visas_Templates_visa_compare_mustache),
    FILE("Sources/Visas/Templates/visa_edit.mustache", Sources_Visas_Templates_visa_edit_mustache),
    FILE("Sources/Visas/Templates/visa_edit_choice.mustache", Sources_Visas_Templates_visa_edit_choice_mustache),
    FILE("Sources/Visas/Templates/visa_history.mustache", Sources_Visas_Templates_visa_history_mustache),
    FILE("Sources/Visas/Templates/visa_list.mustache", Sources_Visas_Templates_visa_list_mustache),
    FILE("Sources/Visas/Templates/visa_queue.mustache", Sources_Visas_Templates_visa_queue_mustache),
    FILE("Sources/Visas/Templates/visa_report.mustache", Sources_Visas_Templates_visa_report_mustache),
    FILE("Sources/Visas/Templates/visa_source.mustache", Sources_Visas_Templates_visa_source_mustache),
    FILE("Sources/WebSupport/Templates/area.mustache", Sources_WebSupport_Templates_area_mustache),
    FILE("Sources/WebSupport/Templates/choice.mustache", Sources_WebSupport_Templates_choice_mustache),
    FILE("Sources/WebSupport/Templates/field.mustache", Sources_WebSupport_Templates_field_mustache),
    FILE("Sources/WebSupport/Templates/form_errors.mustache", Sources_WebSupport_Templates_form_errors_mustache),
    FILE("Sources/WebSupport/Templates/layout.mustache", Sources_WebSupport_Templates_layout_mustache),
    FILE("Sources/WebSupport/Templates/pager.mustache", Sources_WebSupport_Templates_pager_mustache),
    FILE("Sources/WebSupport/Templates/problem.mustache", Sources_WebSupport_Templates_problem_mustache),
    FILE("Sources/WebSupport/Templates/search_form.mustache", Sources_WebSupport_Templates_search_form_mustache),
    FILE("Sources/WebSupport/Templates/signed_out.mustache", Sources_WebSupport_Templates_signed_out_mustache),
    FILE("Sources/Texts/en.json", Sources_Texts_en_json),
    FILE("Sources/Texts/ur.json", Sources_Texts_ur_json),
    FILE("Sources/App/Data/beoe-emigration.json", Sources_App_Data_beoe_emigration_json),
    FILE("Sources/App/Data/checklists.json", Sources_App_Data_checklists_json),
    FILE("Sources/App/Data/demo-jobs.json", Sources_App_Data_demo_jobs_json),
    FILE("Sources/App/Data/demo-listings.json", Sources_App_Data_demo_listings_json),
    FILE("Sources/App/Data/demo-mentors.json", Sources_App_Data_demo_mentors_json),
    FILE("Sources/App/Data/demo.json", Sources_App_Data_demo_json),
    FILE("Sources/App/Data/points-labels.json", Sources_App_Data_points_labels_json),
    FILE("Sources/App/Data/points-systems.json", Sources_App_Data_points_systems_json),
    FILE("Sources/App/Data/scam-patterns.json", Sources_App_Data_scam_patterns_json),
    FILE("Sources/App/Data/scam-signals.json", Sources_App_Data_scam_signals_json),
    FILE("Sources/App/Data/sync-guide.json", Sources_App_Data_sync_guide_json),
    FILE("Sources/App/Data/visa-pathways.json", Sources_App_Data_visa_pathways_json),
    FILE("Sources/Mentoring/Templates/mentorship_goals.mustache", Sources_Mentoring_Templates_mentorship_goals_mustache),
    FILE("Sources/Mentoring/Templates/mentorship_line.mustache", Sources_Mentoring_Templates_mentorship_line_mustache),
    FILE("Sources/Mentoring/Templates/mentorship_notes.mustache", Sources_Mentoring_Templates_mentorship_notes_mustache),
    FILE("Sources/Mentoring/Templates/mentorship_report.mustache", Sources_Mentoring_Templates_mentorship_report_mustache),
    FILE("Sources/Mentoring/Templates/next_mentors.mustache", Sources_Mentoring_Templates_next_mentors_mustache),
    FILE("Sources/Mentoring/Templates/waitlist.mustache", Sources_Mentoring_Templates_waitlist_mustache),
};

size_t embedded_file_count(void) { return sizeof files / sizeof files[0]; }

embedded_file embedded_file_at(size_t index) { return files[index]; }
