-- Invitations, and who made a workspace, which is what a person's allowance is held against.

alter table workspaces add column creator_app_user_id uuid references app_users (id);
create index workspaces_creator on workspaces (creator_app_user_id) where status <> 'deleted';
update workspaces w
set creator_app_user_id = a.app_user_id
from audit_logs a
where a.workspace_id = w.id and a.action = 'workspace.create' and a.app_user_id is not null;

-- Only those that wait: an answer, a revocation or a new one to the same address removes the row, and the audit trail tells of it.
create table workspace_invitations (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    inviter_app_user_id uuid not null references app_users (id),
    role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
    -- null: whoever has the link
    email text check (length(email) between 3 and 254 and email = lower(email)),
    -- HMAC-SHA256 of the whole secret under a pepper; the secret stands in the link alone
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    pepper_id text not null check (length(pepper_id) between 1 and 64),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null check (expires_at > created_at),
    unique (workspace_id, id)
);
create unique index workspace_invitations_address on workspace_invitations (workspace_id, email) where email is not null;
create index workspace_invitations_email on workspace_invitations (email) where email is not null;

-- With their owner's rights, and telling no more than they return: what is asked before anybody belongs to the workspace, or across all of them.
create function invitation_workspace(invitation uuid) returns uuid language sql stable security definer as $$
    select i.workspace_id from workspace_invitations i where i.id = invitation
$$;

create function invitation_awaits(address text) returns boolean language sql stable security definer as $$
    select exists (
        select from workspace_invitations i
        join workspaces w on w.id = i.workspace_id and w.status = 'active'
        where i.email = address and i.expires_at > now())
$$;

create function workspaces_made_by(person uuid) returns integer language sql stable security definer as $$
    select count(*)::integer from workspaces w where w.creator_app_user_id = person and w.status <> 'deleted'
$$;

-- whose rights they have must not depend on the path of who calls them
do $$
declare
    name text;
begin
    foreach name in array array['invitation_workspace(uuid)', 'invitation_awaits(text)', 'workspaces_made_by(uuid)'] loop
        execute format('alter function %s set search_path = %I, pg_temp', name, current_schema());
    end loop;
end
$$;

revoke execute on function invitation_workspace(uuid), invitation_awaits(text), workspaces_made_by(uuid) from public;

comment on column workspaces.creator_app_user_id is 'Who made it, or null; counted against that person''s allowance until it is deleted.';
comment on table workspace_invitations is 'Invitations that wait for an answer.';
comment on column workspace_invitations.id is 'The invitation.';
comment on column workspace_invitations.workspace_id is 'The workspace.';
comment on column workspace_invitations.inviter_app_user_id is 'Who invited; the invitation holds only while they may give its role.';
comment on column workspace_invitations.role is 'The role it gives.';
comment on column workspace_invitations.email is 'The one address, in lower case, whose owner may accept; null: whoever has the link.';
comment on column workspace_invitations.token_hash is 'Keyed hash of the secret in the link.';
comment on column workspace_invitations.pepper_id is 'The key of that hash.';
comment on column workspace_invitations.created_at is 'When it was made.';
comment on column workspace_invitations.expires_at is 'When its link stops working.';
