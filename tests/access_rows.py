"""The permission manual: who gets what answer from every page.

A row is: URL name, the fixtures its address is made of, method, and the answer to each of the cast.
`login` is the redirect to the login page, 404 "there is no such thing for you", 403 "you may not do this".
A method that has no row is refused with 405. A POST sends nothing: 200 is the form with its errors.
Columns: office of the Party committee, standing leadership, Front, women's union, heads of the women's
branches of Khu phố 3 and 4, reader, administrator; the officer of another ward, and nobody signed in.
"""

from dataclasses import dataclass

TABLE = """
                                                       VP   TT   MTTQ PN   KP3  KP4  xem  QT   lạ   –

# The frame
start                         -                   GET  200  200  200  200  200  200  200  200  200  login
search                        -                   GET  200  200  200  200  200  200  200  200  200  login
audit_log                     -                   GET  200  200  403  403  403  403  403  200  200  login
sign_in_log                   -                   GET  200  200  403  403  403  403  403  200  200  login
styleguide                    -                   GET  403  403  403  403  403  403  403  200  403  login
set_up                        -                   GET  404  404  404  404  404  404  404  404  404  404
set_up                        -                   POST 404  404  404  404  404  404  404  404  404  404
people_sheet                  -                   GET  200  403  403  403  403  403  403  200  200  login
people_sheet                  -                   POST 200  403  403  403  403  403  403  200  200  login
feed_list                     -                   GET  200  200  200  200  200  200  200  200  200  login
feed_list                     -                   POST 302  302  302  302  302  302  302  302  302  login
feed_renew                    feed_address        POST 404  404  404  404  302  404  404  404  404  login
feed_revoke                   feed_address        POST 404  404  404  404  302  404  404  404  404  login
feed                          feed_token          GET  200  200  200  200  200  200  200  200  200  200
guide_own                     -                   GET  200  200  200  200  200  200  200  200  200  login
guide                         bat-dau             GET  200  200  200  200  200  200  200  200  200  login
guide_pdf                     bat-dau             GET  303  303  303  303  303  303  303  303  303  login
healthz                       -                   GET  200  200  200  200  200  200  200  200  200  200
login                         -                   GET  302  302  302  302  302  302  302  302  302  200
login                         -                   POST 302  302  302  302  302  302  302  302  302  200
logout                        -                   POST 302  302  302  302  302  302  302  302  302  login

# Organizations
organizations:unit_list       -                   GET  200  200  200  200  200  200  200  200  200  login
organizations:unit_detail     branch              GET  200  200  200  200  200  200  200  200  404  login
organizations:locality_complete -                   GET  200  200  403  403  403  403  403  200  200  login
organizations:locality_complete -                   POST 200  200  403  403  403  403  403  200  200  login
organizations:directory       -                   GET  200  200  200  200  200  200  200  200  200  login
organizations:role_list       -                   GET  200  200  200  200  200  200  200  200  200  login
organizations:person_detail   holder              GET  200  200  200  200  200  200  200  200  404  login
organizations:person_add      -                   GET  200  403  403  403  403  403  403  200  200  login
organizations:person_add      -                   POST 200  403  403  403  403  403  403  200  200  login
organizations:person_edit     holder              GET  200  403  403  403  403  403  403  200  404  login
organizations:person_edit     holder              POST 200  403  403  403  403  403  403  200  404  login
organizations:person_data     holder              GET  403  403  403  403  200  403  403  200  404  login
organizations:person_anonymize holder              POST 403  403  403  403  403  403  403  302  403  login
organizations:holding_begin   holder              GET  200  403  403  403  403  403  403  200  404  login
organizations:holding_begin   holder              POST 200  403  403  403  403  403  403  200  404  login
organizations:holding_end     holding             GET  200  403  403  403  403  403  403  200  404  login
organizations:holding_end     holding             POST 200  403  403  403  403  403  403  200  404  login
organizations:absence_add     holder              GET  403  403  403  403  200  403  403  200  404  login
organizations:absence_add     holder              POST 403  403  403  403  200  403  403  200  404  login
organizations:absence_end     absence             POST 404  404  404  404  302  404  404  302  404  login
organizations:post_add        branch              GET  200  403  403  403  403  403  403  200  404  login
organizations:post_add        branch              POST 200  403  403  403  403  403  403  200  404  login
organizations:post_edit       post                GET  200  403  403  403  403  403  403  200  404  login
organizations:post_edit       post                POST 200  403  403  403  403  403  403  200  404  login
organizations:account_list    -                   GET  403  403  403  403  403  403  403  200  403  login
organizations:account_list    -                   POST 403  403  403  403  403  403  403  200  403  login
organizations:account_issue   newcomer            GET  403  403  403  403  403  403  403  200  403  login
organizations:account_issue   newcomer            POST 403  403  403  403  403  403  403  200  403  login
organizations:account_change  own_account         POST 403  403  403  403  403  403  403  302  403  login
organizations:sign_in_end     sign_in             POST 404  404  404  404  302  404  404  404  404  login
organizations:second_factor   -                   GET  302  302  302  302  302  302  302  302  302  login
organizations:second_factor   -                   POST 302  302  302  302  302  302  302  302  302  login
organizations:second_factor_set_up -              GET  200  200  200  200  200  200  200  200  200  login
organizations:second_factor_set_up -              POST 200  200  200  200  200  200  200  200  200  login
organizations:second_factor_remove -              GET  302  302  302  302  302  302  302  302  302  login
organizations:second_factor_remove -              POST 302  302  302  302  302  302  302  302  302  login
organizations:unit_add        -                   GET  403  403  403  403  403  403  403  200  403  login
organizations:unit_add        -                   POST 403  403  403  403  403  403  403  200  403  login
organizations:unit_edit       branch              GET  403  403  403  403  403  403  403  200  404  login
organizations:unit_edit       branch              POST 403  403  403  403  403  403  403  200  404  login
organizations:unit_spread     branch              POST 403  403  403  403  403  403  403  302  404  login
organizations:unit_end        branch              GET  403  403  403  403  403  403  403  200  404  login
organizations:unit_end        branch              POST 403  403  403  403  403  403  403  200  404  login
organizations:neighbourhood_rename place          GET  403  403  403  403  403  403  403  200  404  login
organizations:neighbourhood_rename place          POST 403  403  403  403  403  403  403  200  404  login
organizations:reorganize      -                   GET  403  403  403  403  403  403  403  200  403  login
organizations:reorganize      -                   POST 403  403  403  403  403  403  403  200  403  login
organizations:reminder_acknowledge reminder       POST 404  404  404  404  302  404  404  404  404  login
organizations:account         -                   GET  200  200  200  200  200  200  200  200  200  login
organizations:account         -                   POST 200  200  200  200  200  200  200  200  200  login
organizations:password_change -                   GET  200  200  200  200  200  200  200  200  200  login
organizations:password_change -                   POST 200  200  200  200  200  200  200  200  200  login

# Papers and the jobs that render them
documents:document_list       -                   GET  200  200  200  200  200  200  200  200  200  login
documents:document_detail     programme           GET  200  200  200  200  200  200  200  200  404  login
documents:document_detail     draft_paper         GET  200  200  200  404  404  404  404  200  404  login
documents:document_complete   programme           GET  200  200  403  403  403  403  403  200  404  login
documents:document_complete   programme           POST 200  200  403  403  403  403  403  200  404  login
documents:document_complete   draft_paper         GET  403  403  403  404  404  404  404  403  404  login
documents:document_new        -                   GET  200  200  200  200  200  200  403  403  200  login
documents:document_new        -                   POST 200  200  200  200  200  200  403  403  200  login
documents:document_edit       draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:document_edit       draft_paper         POST 200  200  403  404  404  404  404  403  404  login
documents:document_edit       branch_draft        GET  200  200  403  200  200  404  404  403  404  login
documents:document_edit       programme           GET  302  302  403  403  403  403  403  403  404  login
documents:document_convert    draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:document_convert    draft_paper         POST 302  302  403  404  404  404  404  403  404  login
documents:document_history    draft_paper         GET  200  200  200  404  404  404  404  200  404  login
documents:document_history    own_paper           GET  200  200  200  403  403  403  403  200  404  login
documents:document_autosave   draft_paper         POST 409  409  403  404  404  404  404  403  404  login
documents:annex_autosave      annex               POST 409  409  403  404  404  404  404  403  404  login
documents:autosave_discard    draft_paper         POST 302  302  403  404  404  404  404  403  404  login
documents:document_delete     draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:document_delete     draft_paper         POST 302  302  403  404  404  404  404  403  404  login
documents:annex_create        draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:annex_create        draft_paper         POST 200  200  403  404  404  404  404  403  404  login
documents:annex_edit          annex               GET  200  200  403  404  404  404  404  403  404  login
documents:annex_edit          annex               POST 200  200  403  404  404  404  404  403  404  login
documents:annex_move          annex               POST 302  302  403  404  404  404  404  403  404  login
documents:annex_delete        annex               GET  200  200  403  404  404  404  404  403  404  login
documents:annex_delete        annex               POST 302  302  403  404  404  404  404  403  404  login
documents:picture_create      draft_paper         POST 302  302  403  404  404  404  404  403  404  login
documents:picture             picture_key         GET  200  200  200  404  404  404  404  200  404  login
documents:picture_delete      picture_key         GET  200  200  403  404  404  404  404  403  404  login
documents:picture_delete      picture_key         POST 302  302  403  404  404  404  404  403  404  login
documents:profile_list        -                   GET  200  403  403  403  403  403  403  200  200  login
documents:profile_edit        profile             GET  200  403  403  403  403  403  403  200  200  login
documents:profile_edit        profile             POST 200  403  403  403  403  403  403  200  200  login
documents:profile_add         party               GET  200  403  403  403  403  403  403  200  200  login
documents:profile_add         party               POST 200  403  403  403  403  403  403  200  200  login
documents:attachment_add      own_paper           GET  200  200  403  403  403  403  403  403  404  login
documents:attachment_add      own_paper           POST 200  200  403  403  403  403  403  403  404  login
documents:attachment_add      draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:attachment_add      arrived_paper       GET  200  200  200  403  403  403  403  403  404  login
documents:attachment_add      internal_paper      GET  200  200  404  404  404  404  404  404  404  login
documents:attachment_file     scan_key            GET  200  200  200  200  200  200  200  200  404  login
documents:attachment_file     internal_scan_key   GET  200  200  404  404  404  404  404  404  404  login
documents:attachment_delete   scan_key            GET  200  200  403  403  403  403  403  403  404  login
documents:attachment_delete   scan_key            POST 302  302  403  403  403  403  403  403  404  login
documents:import_new          -                   GET  200  200  200  200  200  200  403  403  200  login
documents:import_new          -                   POST 200  200  200  200  200  200  403  403  200  login
documents:import_confirm      uploaded            GET  200  200  404  404  404  404  403  403  404  login
documents:import_confirm      uploaded            POST 200  200  404  404  404  404  403  403  404  login
documents:import_discard      uploaded            POST 302  302  404  404  404  404  403  403  404  login
documents:document_detail     internal_paper      GET  200  200  404  404  404  404  404  404  404  login
documents:document_correct    own_paper           GET  200  200  403  403  403  403  403  403  404  login
documents:document_correct    own_paper           POST 200  200  403  403  403  403  403  403  404  login
documents:document_correct    draft_paper         GET  403  403  403  404  404  404  404  403  404  login
documents:document_correct    arrived_paper       GET  403  403  403  403  403  403  403  403  404  login
documents:document_withdraw   own_paper           GET  200  200  403  403  403  403  403  403  404  login
documents:document_withdraw   own_paper           POST 200  200  403  403  403  403  403  403  404  login
documents:document_submit     draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:document_submit     draft_paper         POST 200  200  403  404  404  404  404  403  404  login
documents:document_submit     programme           GET  303  303  403  403  403  403  403  403  404  login
documents:document_send_back  submitted_paper     GET  200  200  403  404  404  404  404  403  404  login
documents:document_send_back  submitted_paper     POST 200  200  403  404  404  404  404  403  404  login
documents:document_send_back  draft_paper         GET  303  303  403  404  404  404  404  403  404  login
documents:document_issue      submitted_paper     GET  200  200  403  404  404  404  404  403  404  login
documents:document_issue      submitted_paper     POST 200  200  403  404  404  404  404  403  404  login
documents:document_issue      draft_paper         GET  303  303  403  404  404  404  404  403  404  login
documents:document_amend      own_paper           GET  302  302  302  302  302  302  302  302  404  login
documents:document_amend      own_paper           POST 302  302  403  403  403  403  403  403  404  login
documents:document_replace    own_paper           GET  302  302  302  302  302  302  302  302  404  login
documents:document_replace    own_paper           POST 302  302  403  403  403  403  403  403  404  login
documents:document_family     programme           GET  200  200  200  200  200  200  200  200  404  login
documents:document_family     draft_paper         GET  200  200  200  404  404  404  404  200  404  login
documents:document_links      draft_paper         GET  200  200  403  404  404  404  404  403  404  login
documents:document_links      draft_paper         POST 200  200  403  404  404  404  404  403  404  login
documents:document_links      own_paper           GET  200  200  403  403  403  403  403  403  404  login
documents:link_remove         link                POST 302  302  403  403  403  403  403  403  404  login
documents:document_pdf        own_paper           GET  303  303  303  303  303  303  303  303  404  login
documents:document_pdf        draft_paper         GET  303  303  303  404  404  404  404  303  404  login
documents:document_pdf        internal_paper      GET  303  303  404  404  404  404  404  404  404  login
documents:document_docx       own_paper           GET  303  303  303  303  303  303  303  303  404  login
documents:document_docx       internal_paper      GET  303  303  404  404  404  404  404  404  404  login
documents:incoming_add        -                   GET  200  403  200  403  403  403  403  403  200  login
documents:incoming_add        -                   POST 200  403  200  403  403  403  403  403  200  login
documents:incoming_edit       arrival             GET  200  403  200  403  403  403  403  403  404  login
documents:incoming_edit       arrival             POST 200  403  200  403  403  403  403  403  404  login
documents:incoming_correct    arrival             GET  200  403  200  403  403  403  403  403  404  login
documents:incoming_correct    arrival             POST 200  403  200  403  403  403  403  403  404  login
documents:incoming_strike     arrival             GET  200  403  200  403  403  403  403  403  404  login
documents:incoming_strike     arrival             POST 200  403  200  403  403  403  403  403  404  login
documents:book_list           -                   GET  200  403  403  403  403  403  403  200  200  login
documents:term_add            -                   GET  200  403  403  403  403  403  403  200  200  login
documents:term_add            -                   POST 200  403  403  403  403  403  403  200  200  login
documents:term_edit           term                GET  200  403  403  403  403  403  403  200  404  login
documents:term_edit           term                POST 200  403  403  403  403  403  403  200  404  login
documents:type_add            -                   GET  200  403  403  403  403  403  403  200  200  login
documents:type_add            -                   POST 200  403  403  403  403  403  403  200  200  login
documents:type_edit           own_type            GET  200  403  403  403  403  403  403  200  404  login
documents:type_edit           own_type            POST 200  403  403  403  403  403  403  200  404  login
documents:unit_numbering      branch              GET  200  403  403  403  403  403  403  200  404  login
documents:unit_numbering      branch              POST 200  403  403  403  403  403  403  200  404  login
documents:unit_types          branch              GET  200  403  403  403  403  403  403  200  404  login
documents:unit_types          branch              POST 200  403  403  403  403  403  403  200  404  login
documents:job_list            -                   GET  200  200  200  200  200  200  200  200  200  login
documents:job_detail          job                 GET  200  200  200  200  200  200  200  200  404  login
documents:job_file            done_job            GET  200  200  200  200  200  200  200  200  404  login
documents:job_file            job                 GET  404  404  404  404  404  404  404  404  404  login
documents:job_retry           failed_job          GET  302  302  302  302  302  302  302  302  404  login
documents:job_retry           failed_job          POST 302  302  302  302  403  403  403  302  404  login
documents:job_detail          internal_job        GET  200  200  404  404  404  404  404  404  404  login
documents:job_file            internal_job        GET  200  200  404  404  404  404  404  404  404  login
documents:job_retry           internal_job        POST 302  302  404  404  404  404  404  404  404  login

# Indicators and figures: `figure` is what the women's branch of Khu phố 3 said
indicators:indicator_list     -                   GET  200  200  200  200  200  200  200  200  200  login
indicators:indicator_add      -                   GET  200  403  403  403  403  403  403  200  200  login
indicators:indicator_add      -                   POST 200  403  403  403  403  403  403  200  200  login
indicators:indicator_edit     indicator           GET  200  403  403  403  403  403  403  200  404  login
indicators:indicator_edit     indicator           POST 200  403  403  403  403  403  403  200  404  login
indicators:figure_now         -                   GET  302  302  302  302  302  302  302  302  302  login
indicators:own_month          august              GET  302  302  302  302  302  302  302  302  302  login
indicators:unit_month         august/branch       GET  200  403  403  200  200  403  403  403  404  login
indicators:unit_month         august/branch       POST 200  403  403  200  200  403  403  403  404  login
indicators:figure_list        august              GET  200  200  200  200  200  200  200  200  200  login
indicators:figure_detail      august/indicator    GET  200  200  200  200  200  200  200  200  404  login
indicators:figure_accept      august/indicator    POST 302  403  302  302  403  403  403  403  404  login
indicators:value_send_back    figure              GET  200  403  403  200  403  403  403  403  404  login
indicators:value_send_back    figure              POST 200  403  403  200  403  403  403  403  404  login

# Plans: a draft is seen by who may read drafts; `task` is led by the women, `rhythm_task` by the Front
plans:plan_list               -                   GET  200  200  200  200  200  200  200  200  200  login
plans:plan_detail             plan                GET  200  200  200  200  200  200  200  200  404  login
plans:plan_detail             draft_plan          GET  200  200  200  404  404  404  404  200  404  login
plans:plan_new                -                   GET  200  200  200  200  200  200  403  403  200  login
plans:plan_new                -                   POST 200  200  200  200  200  200  403  403  200  login
plans:plan_edit               plan                GET  200  200  403  403  403  403  403  403  404  login
plans:plan_edit               plan                POST 200  200  403  403  403  403  403  403  404  login
plans:plan_edit               draft_plan          GET  200  200  403  404  404  404  404  403  404  login
plans:plan_close              plan                GET  200  200  403  403  403  403  403  403  404  login
plans:plan_close              plan                POST 200  200  403  403  403  403  403  403  404  login
plans:plan_reopen             plan                GET  200  200  403  403  403  403  403  403  404  login
plans:plan_reopen             plan                POST 200  200  403  403  403  403  403  403  404  login
plans:plan_copy               plan                GET  200  200  403  403  403  403  403  403  404  login
plans:plan_copy               plan                POST 200  200  403  403  403  403  403  403  404  login
plans:plan_replace            plan                POST 302  302  403  403  403  403  403  403  404  login
plans:plan_delete             draft_plan          GET  200  200  403  404  404  404  404  403  404  login
plans:plan_delete             draft_plan          POST 302  302  403  404  404  404  404  403  404  login
plans:outline_list            -                   GET  200  403  403  403  403  403  403  200  200  login
plans:outline_add             -                   GET  200  403  403  403  403  403  403  200  200  login
plans:outline_add             -                   POST 200  403  403  403  403  403  403  200  200  login
plans:outline_edit            outline             GET  200  403  403  403  403  403  403  200  404  login
plans:outline_edit            outline             POST 200  403  403  403  403  403  403  200  404  login
plans:target_detail           target              GET  200  200  200  200  200  200  200  200  404  login
plans:target_add              plan                GET  200  200  403  403  403  403  403  403  404  login
plans:target_add              plan                POST 200  200  403  403  403  403  403  403  404  login
plans:target_add              draft_plan          GET  200  200  403  404  404  404  404  403  404  login
plans:target_edit             target              GET  200  200  403  403  403  403  403  403  404  login
plans:target_edit             target              POST 200  200  403  403  403  403  403  403  404  login
plans:target_remove           target              GET  200  200  403  403  403  403  403  403  404  login
plans:target_remove           target              POST 302  302  403  403  403  403  403  403  404  login
plans:task_create             plan                GET  200  200  403  403  403  403  403  403  404  login
plans:task_create             plan                POST 200  200  403  403  403  403  403  403  404  login
plans:task_grid               plan                GET  200  200  403  403  403  403  403  403  404  login
plans:task_grid               plan                POST 200  200  403  403  403  403  403  403  404  login
plans:task_grid               draft_plan          GET  200  200  403  404  404  404  404  403  404  login
plans:task_create             draft_plan          GET  200  200  403  404  404  404  404  403  404  login
plans:progress_grid           plan                GET  200  200  200  200  200  200  403  403  404  login
plans:progress_grid           plan                POST 302  302  302  302  302  302  403  403  404  login
plans:sheet_page              plan/tien-do        GET  200  200  200  200  200  200  403  403  404  login
plans:sheet_page              plan/tien-do        POST 200  200  200  200  200  200  403  403  404  login
plans:sheet_page              plan/nhiem-vu       GET  200  200  403  403  403  403  403  403  404  login
plans:sheet_page              plan/chi-tieu       GET  200  200  403  403  403  403  403  403  404  login
plans:sheet_preview           uploaded_sheet      GET  404  404  404  404  200  404  404  404  404  login
plans:sheet_preview           uploaded_sheet      POST 404  404  404  404  200  404  404  404  404  login
plans:sheet_discard           uploaded_sheet      POST 404  404  404  404  302  404  404  404  404  login
plans:matrix_print            plan                GET  200  200  200  200  200  200  200  200  404  login
plans:matrix_print            draft_plan          GET  200  200  200  404  404  404  404  200  404  login
plans:plan_nudge              plan                GET  200  200  200  200  403  403  403  403  404  login
plans:plan_nudge              plan                POST 200  200  200  200  403  403  403  403  404  login
plans:task_detail             task                GET  200  200  200  200  200  200  200  200  404  login
plans:task_detail             draft_task          GET  200  200  200  404  404  404  404  200  404  login
plans:task_edit               task                GET  200  200  403  200  403  403  403  403  404  login
plans:task_edit               task                POST 200  200  403  200  403  403  403  403  404  login
plans:task_edit               rhythm_task         GET  200  200  200  403  403  403  403  403  404  login
plans:cell_detail             task/place          GET  200  200  200  200  200  200  200  200  404  login
plans:cell_detail             draft_task/place    GET  200  200  200  404  404  404  404  200  404  login
plans:ward_cell_detail        task                GET  200  200  200  200  200  200  200  200  404  login
plans:assignment_detail       assignment          GET  200  200  200  200  200  200  200  200  404  login
plans:letter_create           programme           GET  200  200  403  403  403  403  403  403  404  login
plans:letter_create           programme           POST 200  200  403  403  403  403  403  403  404  login
plans:letter_create           draft_paper         GET  403  403  403  404  404  404  404  403  404  login
plans:task_assign             task                GET  200  200  403  200  403  403  403  403  404  login
plans:task_assign             task                POST 302  302  403  302  403  403  403  403  404  login
plans:task_assign             draft_task          GET  200  200  200  404  404  404  404  403  404  login
plans:task_remove             task                GET  200  200  403  403  403  403  403  403  404  login
plans:task_remove             task                POST 200  200  403  403  403  403  403  403  404  login
plans:task_unroll             rhythm_task         POST 302  302  302  403  403  403  403  403  404  login
plans:task_progress_state     task                GET  200  200  403  200  403  403  403  403  404  login
plans:task_progress_state     task                POST 200  200  403  200  403  403  403  403  404  login
plans:plan_progress_state     plan                GET  200  200  403  403  403  403  403  403  404  login
plans:plan_progress_state     plan                POST 200  200  403  403  403  403  403  403  404  login
plans:stated_progress_withdraw stated             POST 302  302  403  302  403  403  403  403  404  login
plans:assignment_review       assignment          GET  200  200  403  200  403  403  403  403  404  login
plans:assignment_review       assignment          POST 200  200  403  200  403  403  403  403  404  login
plans:extension_ask           assignment          GET  200  403  403  200  200  403  403  403  404  login
plans:extension_ask           assignment          POST 200  403  403  200  200  403  403  403  404  login
plans:extension_decide        extension           GET  200  200  403  200  403  403  403  403  404  login
plans:extension_decide        extension           POST 200  200  403  200  403  403  403  403  404  login
plans:evidence_add            spoken_assignment   GET  200  403  403  200  200  403  403  403  404  login
plans:evidence_add            spoken_assignment   POST 200  403  403  200  200  403  403  403  404  login
plans:evidence_file           evidence_key        GET  200  200  200  200  200  200  200  200  404  login
plans:evidence_thumbnail      evidence_key        GET  200  200  200  200  200  200  200  200  404  login
plans:evidence_file           draft_evidence_key  GET  200  200  200  404  404  404  404  200  404  login
plans:evidence_thumbnail      draft_evidence_key  GET  200  200  200  404  404  404  404  200  404  login
activities:assignment_report  assignment          GET  200  403  403  200  200  403  403  403  404  login
activities:assignment_report  assignment          POST 200  403  403  200  200  403  403  403  404  login
activities:assignment_report  board_assignment    GET  200  403  200  403  403  403  403  403  404  login

# Difficulties
activities:difficulty_list    -                   GET  200  200  200  200  200  200  200  200  200  login
activities:difficulty_raise   -                   GET  200  200  200  200  200  200  403  403  200  login
activities:difficulty_raise   -                   POST 200  200  200  200  200  200  403  403  200  login
activities:difficulty_detail  difficulty          GET  200  200  200  200  200  200  200  200  404  login
activities:difficulty_answer  difficulty          GET  403  200  403  403  403  403  403  403  404  login
activities:difficulty_answer  difficulty          POST 403  200  403  403  403  403  403  403  404  login
activities:difficulty_answer  line_difficulty     GET  403  200  403  200  403  403  403  403  404  login
activities:difficulty_schedule difficulty         POST 302  302  403  403  403  403  403  403  404  login
activities:difficulty_assign  difficulty          GET  403  200  403  403  403  403  403  403  404  login
activities:difficulty_assign  difficulty          POST 403  200  403  403  403  403  403  403  404  login
activities:difficulty_assign  answered_difficulty GET  200  200  403  200  403  403  403  403  404  login
activities:difficulty_close   difficulty          GET  403  200  403  403  403  403  403  403  404  login
activities:difficulty_close   difficulty          POST 403  200  403  403  403  403  403  403  404  login
activities:difficulty_confirm answered_difficulty GET  200  403  403  200  200  403  403  403  404  login
activities:difficulty_confirm answered_difficulty POST 200  403  403  200  200  403  403  403  404  login
activities:gathering_list     -                   GET  200  200  200  200  200  200  200  200  200  login
activities:membership         -                   GET  200  200  200  200  200  200  200  200  200  login
activities:gathering_add      -                   GET  200  403  200  200  200  200  403  403  200  login
activities:gathering_add      -                   POST 200  403  200  200  200  200  403  403  200  login
activities:gathering_detail   gathering           GET  200  200  200  200  200  200  200  200  404  login
activities:gathering_edit     gathering           GET  200  403  403  200  200  403  403  403  404  login
activities:gathering_edit     gathering           POST 200  403  403  200  200  403  403  403  404  login
activities:gathering_end      gathering           GET  200  403  403  200  200  403  403  403  404  login
activities:gathering_end      gathering           POST 200  403  403  200  200  403  403  403  404  login
activities:activity_overview  -                   GET  200  200  200  200  200  200  200  200  200  login

# Guidance: the draft is the women's; sent to their branches of Khu phố 3 and 4
activities:guidance_list      -                   GET  200  200  200  200  200  200  200  200  200  login
activities:guidance_new       -                   GET  200  200  200  200  403  403  403  403  200  login
activities:guidance_new       -                   POST 200  200  200  200  403  403  403  403  200  login
activities:guidance_detail    draft_guidance      GET  200  200  404  200  404  404  404  404  404  login
activities:guidance_detail    guidance            GET  200  200  200  200  200  200  200  200  404  login
activities:guidance_edit      draft_guidance      GET  200  200  404  200  404  404  404  404  404  login
activities:guidance_edit      draft_guidance      POST 200  200  404  200  404  404  404  404  404  login
activities:guidance_edit      guidance            GET  302  302  403  302  403  403  403  403  404  login
activities:guidance_send      draft_guidance      POST 302  302  404  302  404  404  404  404  404  login
activities:guidance_discard   draft_guidance      GET  200  200  404  200  404  404  404  404  404  login
activities:guidance_discard   draft_guidance      POST 302  302  404  302  404  404  404  404  404  login
activities:guidance_attach    draft_guidance      GET  200  200  404  200  404  404  404  404  404  login
activities:guidance_attach    draft_guidance      POST 200  200  404  200  404  404  404  404  404  login
activities:guidance_read      guidance            POST 204  204  204  204  204  204  204  204  404  login
activities:guidance_receive   guidance            POST 403  403  403  403  302  302  403  403  404  login
activities:guidance_take      guidance            GET  403  403  403  403  200  200  403  403  404  login
activities:guidance_take      guidance            POST 403  403  403  403  200  200  403  403  404  login
activities:guidance_file      guidance_key        GET  200  200  200  200  200  200  200  200  404  login
activities:guidance_file_delete guidance_key      POST 302  302  403  302  403  403  403  403  404  login

# Movements and good models
activities:movement_list      -                   GET  200  200  200  200  200  200  200  200  200  login
activities:movement_add       -                   GET  200  200  200  403  403  403  403  403  200  login
activities:movement_add       -                   POST 200  200  200  403  403  403  403  403  200  login
activities:movement_detail    movement            GET  200  200  200  200  200  200  200  200  404  login
activities:movement_edit      movement            GET  200  200  200  403  403  403  403  403  404  login
activities:movement_edit      movement            POST 200  200  200  403  403  403  403  403  404  login
activities:movement_items     movement            GET  200  200  200  403  403  403  403  403  404  login
activities:movement_items     movement            POST 200  200  200  403  403  403  403  403  404  login
activities:movement_item_change item              POST 302  302  302  403  403  403  403  403  404  login
activities:movement_complete  movement            GET  200  200  403  403  403  403  403  200  404  login
activities:movement_complete  movement            POST 200  200  403  403  403  403  403  200  404  login
activities:practice_add       movement            GET  200  200  200  200  200  200  403  403  404  login
activities:practice_add       movement            POST 200  200  200  200  200  200  403  403  404  login
activities:practice_detail    practice            GET  200  200  200  200  200  200  200  200  404  login
activities:practice_edit      practice            GET  200  200  403  200  200  403  403  403  404  login
activities:practice_edit      practice            POST 200  200  403  200  200  403  403  403  404  login

# Supervision, criticism, contributions: this one is led by the Front; public opinion of Khu phố 3
activities:supervision_list   -                   GET  200  200  200  200  200  200  200  200  200  login
activities:supervision_add    -                   GET  200  200  200  200  403  403  403  403  200  login
activities:supervision_add    -                   POST 200  200  200  200  403  403  403  403  200  login
activities:supervision_detail supervision         GET  200  200  200  200  200  200  200  200  404  login
activities:supervision_edit   supervision         GET  200  200  200  403  403  403  403  403  404  login
activities:supervision_edit   supervision         POST 200  200  200  403  403  403  403  403  404  login
activities:recommendation_list -                  GET  200  200  200  200  200  200  200  200  200  login
activities:recommendation_add supervision         GET  200  200  200  403  403  403  403  403  404  login
activities:recommendation_add supervision         POST 200  200  200  403  403  403  403  403  404  login
activities:recommendation_reply recommendation    GET  200  200  200  403  403  403  403  403  404  login
activities:recommendation_reply recommendation    POST 200  200  200  403  403  403  403  403  404  login
activities:opinion_list       -                   GET  200  200  200  200  200  200  200  200  200  login
activities:opinion_add        -                   GET  200  200  200  200  200  200  403  403  200  login
activities:opinion_add        -                   POST 200  200  200  200  200  200  403  403  200  login
activities:opinion_detail     opinion             GET  200  200  200  200  200  200  200  200  404  login
activities:opinion_edit       opinion             GET  200  200  403  200  200  403  403  403  404  login
activities:opinion_edit       opinion             POST 200  200  403  200  200  403  403  403  404  login
activities:opinion_handle     opinion             GET  200  200  200  403  403  403  403  403  404  login
activities:opinion_handle     opinion             POST 200  200  200  403  403  403  403  403  404  login

# Meetings and adopted solutions
meetings:meeting_list         -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:calendar_week        -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:calendar_month       -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:week_publish         -                   POST 302  302  403  403  403  403  403  403  302  login
meetings:meeting_ics          seminar             GET  200  200  200  200  200  200  200  200  404  login
meetings:series_list          -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:series_detail        series              GET  200  200  200  200  200  200  200  200  404  login
meetings:series_new           -                   GET  200  200  200  200  200  200  403  403  200  login
meetings:series_new           -                   POST 200  200  200  200  200  200  403  403  200  login
meetings:series_edit          series              GET  200  200  403  403  403  403  403  403  404  login
meetings:series_edit          series              POST 200  200  403  403  403  403  403  403  404  login
meetings:series_end           series              GET  200  200  403  403  403  403  403  403  404  login
meetings:series_end           series              POST 200  200  403  403  403  403  403  403  404  login
meetings:series_extend        series              POST 302  302  403  403  403  403  403  403  404  login
meetings:agenda_gather        seminar             POST 302  302  403  403  403  403  403  403  404  login
meetings:meeting_detail       seminar             GET  200  200  200  200  200  200  200  200  404  login
meetings:meeting_complete     seminar             GET  200  200  403  403  403  403  403  200  404  login
meetings:meeting_complete     seminar             POST 200  200  403  403  403  403  403  200  404  login
# Called, attended and minuted by who may call for the host; one answers for oneself alone
meetings:meeting_new          -                   GET  200  200  200  200  200  200  403  403  200  login
meetings:meeting_new          -                   POST 200  200  200  200  200  200  403  403  200  login
meetings:meeting_edit         seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:meeting_edit         seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:meeting_cancel       seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:meeting_cancel       seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:agenda_edit          seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:agenda_edit          seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:agenda_change        agenda_item         POST 302  302  403  403  403  403  403  403  404  login
meetings:invitee_list         seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:invitee_list         seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:invitee_repeat       seminar             POST 302  302  403  403  403  403  403  403  404  login
meetings:invitee_drop         invitee             POST 302  302  403  403  403  403  403  403  404  login
meetings:invitation_reply     invitee             GET  404  404  404  404  200  404  404  404  404  login
meetings:invitation_reply     invitee             POST 404  404  404  404  200  404  404  404  404  login
meetings:attendance_edit      seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:attendance_edit      seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:sign_in_sheet        seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:check_in_switch      seminar             POST 302  302  403  403  403  403  403  403  404  login
meetings:check_in_sign        coded_seminar       GET  200  200  403  403  403  403  403  403  404  login
meetings:check_in_code        coded_seminar       GET  200  200  403  403  403  403  403  403  404  login
meetings:minutes_write        seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:minutes_write        seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:minutes_sync         seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:minutes_sync         seminar             POST 400  400  403  403  403  403  403  403  404  login
meetings:minutes_worker       seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:meeting_figures      cell_meeting        GET  200  200  403  403  403  403  403  403  404  login
meetings:meeting_figures      cell_meeting        POST 200  200  403  403  403  403  403  403  404  login
meetings:minutes_photos       seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:minutes_photos       seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:minutes_photo        seminar/minutes_photo_key GET 200  200  403  403  403  403  403  403  404  login
meetings:minutes_thumbnail    seminar/minutes_photo_key GET 200  200  403  403  403  403  403  403  404  login
meetings:minutes_photo_remove seminar/minutes_photo_key POST 302 302  403  403  403  403  403  403  404  login
meetings:minutes_read         seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:minutes_read         seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:paper_make           seminar/paper_kind  POST 302  302  403  403  403  403  403  403  404  login
meetings:conclusion_add       seminar             GET  200  200  403  403  403  403  403  403  404  login
meetings:conclusion_add       seminar             POST 200  200  403  403  403  403  403  403  404  login
meetings:conclusion_edit      conclusion          GET  200  200  403  403  403  403  403  403  404  login
meetings:conclusion_edit      conclusion          POST 200  200  403  403  403  403  403  403  404  login
meetings:attendance_statistics -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:news_draft           seminar             POST 302  403  403  403  403  403  403  403  404  login
meetings:news_list            -                   GET  200  200  200  200  200  200  200  200  200  200
meetings:news_detail          published_news      GET  200  200  200  200  200  200  200  200  200  200
meetings:news_detail          draft_news          GET  200  404  404  404  404  404  404  404  404  404
meetings:news_edit            draft_news          GET  200  403  403  403  403  403  403  403  404  login
meetings:news_edit            draft_news          POST 200  403  403  403  403  403  403  403  404  login
meetings:news_publish         draft_news          POST 302  403  403  403  403  403  403  403  404  login
meetings:news_photo published_news/news_photo_key GET 200  200  200  200  200  200  200  200  200  200
meetings:news_photo           draft_news/draft_photo_key GET 200  404  404  404  404  404  404  404  404  404
meetings:kind_list            -                   GET  200  403  403  403  403  403  403  200  200  login
meetings:kind_add             -                   GET  200  403  403  403  403  403  403  200  200  login
meetings:kind_add             -                   POST 200  403  403  403  403  403  403  200  200  login
meetings:kind_edit            meeting_kind        GET  200  403  403  403  403  403  403  200  200  login
meetings:kind_edit            meeting_kind        POST 200  403  403  403  403  403  403  200  200  login
meetings:check_in             check_in_token      GET  200  200  200  200  200  200  200  200  404  login
meetings:check_in             check_in_token      POST 200  200  200  200  200  200  200  200  404  login
meetings:conclusion_list      -                   GET  200  200  200  200  200  200  200  200  200  login
meetings:conclusion_detail    conclusion          GET  200  200  200  200  200  200  200  200  404  login
meetings:conclusion_assign    conclusion          GET  200  200  200  403  403  403  403  403  404  login
meetings:conclusion_assign    conclusion          POST 200  200  200  403  403  403  403  403  404  login

# Reports: a PDF that is not rendered yet is ordered by who may, and leads to its job
reports:report_list           -                   GET  200  200  200  200  200  200  200  200  200  login
reports:period_detail         2017-q3             GET  200  200  200  200  200  200  200  200  200  login
reports:plan_report           2017-q3/plan        GET  200  200  200  200  200  200  200  200  404  login
reports:plan_report           2017-q3/draft_plan  GET  404  404  404  404  404  404  404  404  404  login
reports:plan_report_order     2017-q3/plan        GET  302  302  302  302  302  302  302  302  404  login
reports:plan_report_order     2017-q3/plan        POST 302  302  302  302  403  403  403  302  404  login
reports:plan_report_pdf       2017-q3/plan        GET  303  303  303  303  403  403  403  303  404  login
reports:plan_report_docx      2017-q3/plan        GET  303  303  303  303  403  403  403  303  404  login
# Reviews: drafted for the Party's plan by its office and leadership; a unit's head writes for the unit
reports:filing_board          -                   GET  200  200  200  200  200  200  200  200  200  login
reports:ad_hoc                -                   GET  200  200  200  200  403  403  403  403  200  login
reports:ad_hoc                -                   POST 200  200  200  200  403  403  403  403  200  login
reports:calendar              -                   GET  200  200  200  200  200  200  200  200  200  login
reports:round_edit            report_round        GET  200  403  403  403  403  403  403  200  404  login
reports:round_edit            report_round        POST 200  403  403  403  403  403  403  200  404  login
reports:duty_list             -                   GET  200  403  403  403  403  403  403  200  200  login
reports:duty_list             -                   POST 200  403  403  403  403  403  403  200  200  login
reports:duty_add              -                   GET  200  403  403  403  403  403  403  200  200  login
reports:duty_add              -                   POST 200  403  403  403  403  403  403  200  200  login
reports:duty_edit             duty                GET  200  403  403  403  403  403  403  200  404  login
reports:duty_edit             duty                POST 200  403  403  403  403  403  403  200  404  login
reports:outline_add           -                   GET  200  403  403  403  403  403  403  200  200  login
reports:outline_add           -                   POST 200  403  403  403  403  403  403  200  200  login
reports:outline_edit          report_outline      GET  200  403  403  403  403  403  403  200  200  login
reports:outline_edit          report_outline      POST 200  403  403  403  403  403  403  200  200  login
reports:workbook_add          -                   GET  200  403  403  403  403  403  403  200  200  login
reports:workbook_add          -                   POST 200  403  403  403  403  403  403  200  200  login
reports:workbook_edit         superior_workbook   GET  200  403  403  403  403  403  403  200  404  login
reports:workbook_edit         superior_workbook   POST 200  403  403  403  403  403  403  200  404  login
reports:workbook_remove       superior_workbook   POST 302  403  403  403  403  403  403  302  404  login
reports:workbook_filled       2017-q3/superior_workbook GET 200  200  200  200  403  403  403  200  404  login
reports:round_detail          report_round        GET  200  200  200  200  200  200  200  200  404  login
reports:round_remind          report_round        GET  200  403  403  200  403  403  403  403  404  login
reports:round_remind          report_round        POST 200  403  403  200  403  403  403  403  404  login
reports:round_ask             report_round        POST 302  403  403  302  403  403  403  403  404  login
reports:round_close           report_round        GET  200  403  403  200  403  403  403  403  404  login
reports:round_close           report_round        POST 302  403  403  302  403  403  403  403  404  login
reports:filing_detail         filing              GET  200  200  404  200  200  404  404  200  404  login
reports:filing_detail         filing              POST 302  403  404  302  403  404  404  403  404  login
reports:filing_write          filing              GET  200  403  404  200  200  404  404  403  404  login
reports:filing_write          filing              POST 200  403  404  200  200  404  404  403  404  login
reports:filing_autosave       filing              POST 409  403  404  409  409  404  404  403  404  login
reports:filing_blank          filing              GET  200  403  404  200  200  404  404  403  404  login
reports:filing_sheet          filing              GET  200  403  404  200  200  404  404  403  404  login
reports:filing_sheet          filing              POST 200  403  404  200  200  404  404  403  404  login
reports:filing_compose        own_filing          GET  200  403  403  200  404  404  404  403  404  login
reports:filing_compose        own_filing          POST 200  403  403  200  404  404  404  403  404  login
reports:filing_paper          own_filing          POST 302  403  403  302  404  404  404  403  404  login
reports:filing_send           own_filing          POST 302  403  403  302  404  404  404  403  404  login
reports:set_zip               2017-q3             GET  302  302  302  302  302  302  302  302  302  login
reports:set_zip               2017-q3             POST 302  302  403  403  403  403  403  302  302  login
reports:set_pdf               2017-q3             GET  302  302  302  302  302  302  302  302  302  login
reports:set_pdf               2017-q3             POST 302  302  403  403  403  403  403  302  302  login
reports:filing_pdf            filing              GET  303  303  404  303  303  404  404  303  404  login
reports:filing_docx           filing              GET  303  303  404  303  303  404  404  303  404  login
reports:movement_report       2017-q3/movement    GET  200  200  200  200  200  200  200  200  404  login
reports:news_proposals        -                   GET  200  403  403  403  403  403  403  403  200  login
reports:news_begin            proposing_filing    POST 302  403  403  403  403  403  403  403  404  login
reports:review_list           -                   GET  200  200  200  200  200  200  200  200  200  login
reports:review_create         -                   GET  200  200  200  200  403  403  403  403  200  login
reports:review_create         -                   POST 200  200  200  200  403  403  403  403  200  login
reports:review_detail         review              GET  200  200  200  404  404  404  404  200  404  login
reports:review_edit           review              GET  200  200  403  404  404  404  404  403  404  login
reports:review_edit           review              POST 200  200  403  404  404  404  404  403  404  login
reports:review_words          review              GET  200  200  403  404  404  404  404  403  404  login
reports:review_words          review              POST 200  200  403  404  404  404  404  403  404  login
reports:review_refresh        review              POST 302  302  403  404  404  404  404  403  404  login
reports:review_delete         review              GET  200  200  403  404  404  404  404  403  404  login
reports:review_delete         review              POST 302  302  403  404  404  404  404  403  404  login
reports:contribution_edit     contribution        GET  200  403  403  200  200  404  404  403  404  login
reports:contribution_edit     contribution        POST 200  403  403  200  200  404  404  403  404  login
"""

CAST = [
    "officer",
    "leader",
    "front",
    "women_head",
    "women_kp3",
    "women_kp4",
    "reader",
    "admin",
    "stranger",
    "anonymous",
]


@dataclass(frozen=True)
class Row:
    name: str
    objects: tuple[str, ...]
    method: str
    answers: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.name} {','.join(self.objects)}".strip()


def rows():
    for line in TABLE.strip().splitlines()[1:]:  # the first is the head
        if line and not line.startswith("#"):
            name, objects, method, *answers = line.split()
            objects = () if objects == "-" else tuple(objects.split("/"))
            yield Row(name, objects, method, dict(zip(CAST, answers, strict=True)))


ROWS = list(rows())


def by_objects(rows) -> dict[str, list[Row]]:
    """Rows that need the same objects together, so that a test makes these once."""
    found = {}
    for row in rows:
        found.setdefault(",".join(row.objects) or "none", []).append(row)
    return found
