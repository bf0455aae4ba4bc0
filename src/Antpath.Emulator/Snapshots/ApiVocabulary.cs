namespace Antpath.Emulator.Snapshots;

/// <summary>The words of the contract: names of members and values of closed sets. What is not among them may have been written by somebody.</summary>
internal static class ApiVocabulary
{
    /// <summary>Members whose value is one of <see cref="Words"/>.</summary>
    public static readonly HashSet<string> WordMembers = Set("""
        type status speed effort currency evaluated_permission category result reason_code line lifecycle error_code inference_geo access source order retry
        """);

    /// <summary>Members whose number tells nothing but a size or a count.</summary>
    public static readonly HashSet<string> NumberMembers = Set("""
        version size_bytes iteration max_iterations expires_in_seconds index status_code
        active_seconds duration_seconds startup_seconds input_tokens output_tokens cache_read_input_tokens cache_creation_input_tokens ephemeral_5m_input_tokens
        ephemeral_1h_input_tokens web_search_requests web_fetch_requests max_content_tokens max_input_tokens max_tokens limit
        """);

    public static readonly HashSet<string> InstantMembers = Set("""
        at created_at updated_at archived_at processed_at expires_at completed_at validated_at deprecated_at retires_at
        """);

    public static readonly HashSet<string> IdMembers = Set("""
        id agent_id environment_id vault_id vault_ids credential_id skill_id latest_version_id file_id session_id session_thread_id parent_thread_id thread_id
        from_session_thread_id to_session_thread_id workflow_run_id deployment_id memory_store_id outcome_id outcome_evaluation_start_id model_request_start_id
        tool_use_id mcp_tool_use_id custom_tool_use_id event_id event_ids scope_id ids request_id first_id last_id organization_id workspace_id
        """);

    /// <summary>Members that hold a secret: not even its length stays.</summary>
    public static readonly HashSet<string> SecretMembers = Set("""
        token access_token refresh_token client_secret secret_value authorization_token client_id api_key authorization password
        """);

    /// <summary>Members whose parts are members themselves; their own name is all they say.</summary>
    public static readonly HashSet<string> OtherMembers = Set("""
        data events event content delta agent model tools mcp_servers skills configs default_config permission_policy evaluation execution_identity multiagent
        environment config networking packages allowed_hosts apt cargo gem go npm pip auth refresh token_endpoint_auth injection_location source scope resources
        checkout budget max_list_cost usage stats cache_creation list_cost server_tool_use model_usage stop_reason stop_details error details retry_status rubric
        outcome_evaluations initial_events system mcp_probe http_response capabilities allowed_fallback_models url_sources client_tool_results server_tool_results
        user_input user_location allowed_domains blocked_domains metadata input input_schema name display_name description title text message explanation filename
        mime_type media_type url mcp_server_url token_endpoint mount_path next_page prev_page mcp_server_name agent_name secret_name repository_url role_arn sha
        amount context deny_message instructions content_type secret downloadable is_error enabled has_more has_refresh_token body_truncated header body
        allow_mcp_servers allow_package_managers include_archived
        """);

    public static readonly HashSet<string> QueryMembers = Set("""
        limit page order version include_archived scope_id ids[] agent_id agent_version statuses[] types[] deployment_id memory_store_id source after_id before_id
        event_deltas[] beta created_at[gt] created_at[gte] created_at[lt] created_at[lte]
        """);

    public static readonly HashSet<string> PathWords = Set("""
        v1 agents environments vaults credentials skills versions files content sessions events stream resources threads archive models mcp_oauth_validate
        """);

    public static readonly HashSet<string> MimeTypes = Set("""
        text/plain text/markdown text/csv text/html application/json application/pdf application/zip application/octet-stream image/png image/jpeg image/gif image/webp
        """);

    public static readonly HashSet<string> Extensions = Set(".txt .log .md .csv .json .html .pdf .png .jpg .zip .bin .xml .yaml .tsv .py .js .parquet");

    public static readonly HashSet<string> Words = Set("""
        agent agent_with_overrides agent_toolset_20260401 mcp_toolset custom bash read write edit glob grep web_fetch web_search url always_allow always_ask auto
        allow deny ask high_risk indeterminate anthropic anthropic_example plugin service_account aws_role coordinator self low medium high xhigh max standard fast
        us global environment cloud self_hosted unrestricted limited packages organization account vault vault_credential vault_credential_validation static_bearer
        mcp_oauth environment_variable none client_secret_basic client_secret_post valid invalid unknown skill skill_version file session github_repository branch
        commit memory_store read_write read_only session_thread session_resource limit USD idle running rescheduling terminated text image document redacted base64
        search_result outcome_evaluation pending evaluating satisfied needs_revision max_iterations_reached failed interrupted approximate all only except
        tool_reference asc desc true false
        user.message user.interrupt user.tool_confirmation user.custom_tool_result user.tool_result user.define_outcome system.message agent.message agent.thinking
        agent.tool_use agent.tool_result agent.mcp_tool_use agent.mcp_tool_result agent.custom_tool_use agent.thread_context_compacted agent.thread_message_sent
        agent.thread_message_received session.status_running session.status_idle session.status_rescheduled session.status_terminated
        session.thread_status_running session.thread_status_idle session.thread_status_rescheduled session.thread_status_terminated session.thread_created
        session.usage session.updated session.error session.deleted span.model_request_start span.model_request_end span.outcome_evaluation_start
        span.outcome_evaluation_ongoing span.outcome_evaluation_end workflow_run.created workflow_run.status_running workflow_run.status_idle
        workflow_run.status_ended workflow_run.phase_started workflow_run.phase_ended workflow_run.error event_start event_delta content_delta
        end_turn requires_action retries_exhausted budget_reached refusal cyber bio frontier_llm reasoning_extraction general_harms retrying exhausted terminal
        unknown_error model_overloaded_error model_rate_limited_error model_request_failed_error mcp_connection_failed_error mcp_authentication_failed_error
        billing_error credential_host_unreachable_error tool_use_limit_reached_error compaction_limit_reached_error repository_authentication_error
        repository_forbidden_error repository_not_found_error repository_checkout_error repository_clone_error error invalid_request_error authentication_error
        permission_error not_found_error conflict_error request_too_large rate_limit_error api_error timeout_error overloaded_error environment_archived
        invalid_config_type_change invalid_metadata environment_create_disabled environment_update_disabled file_not_downloadable file_expired
        storage_quota_exceeded unsupported_charset request_body_timeout enforced_spend_limit_reached agent_model_required model_not_budgetable budget_create_only
        budget_not_raised model_does_not_support_mid_conversation_system workflow_run_open organization_not_enrolled_in_beta organization_on_hold
        environment_deleted vault_deleted vault_credential_deleted skill_deleted skill_version_deleted file_deleted session_deleted session_resource_deleted
        model active fable opus sonnet haiku object
        """);

    /// <summary>Every name of a member.</summary>
    public static IEnumerable<string> All => [.. WordMembers.Union(NumberMembers).Union(InstantMembers).Union(IdMembers).Union(SecretMembers).Union(OtherMembers)];

    /// <summary>Whether a member's name is one of the contract's.</summary>
    public static bool Knows(string member) => WordMembers.Contains(member) || NumberMembers.Contains(member) || InstantMembers.Contains(member)
        || IdMembers.Contains(member) || SecretMembers.Contains(member) || OtherMembers.Contains(member);

    private static HashSet<string> Set(string words) => [.. words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
}
