"""Names of tools and programs that agents use, each with what using it is for; from the agents' public sources."""

from __future__ import annotations

__all__ = ["EDITORS", "EDITOR_COMMANDS", "GIT_COMMANDS", "PROGRAMS", "TOOLS"]


def _table(text: str) -> dict[str, str]:
    """Name -> kind, from lines of `kind: names`, where a line that begins with a blank goes on with the kind before."""
    found: dict[str, str] = {}
    kind = ""
    for line in text.strip().split("\n"):
        head, colon, names = line.partition(":")
        begins = colon and not line.startswith(" ")
        kind = head if begins else kind
        found.update(dict.fromkeys((names if begins else line).split(), kind))
    return found


TOOLS = _table("""
read: read read_file view open cat view_file open_file scroll_up scroll_down goto notebook_read view_image filemap
  read_many_files file_read read_text_file get_file_contents read_resource read_mcp_resource web_fetch web_read fetch
  browse webfetch visit_url open_url fetch_url read_lints get_diagnostics diagnostics lsp view_source read_notebook
  browser_go web_browser_go open_site image_view get_file retrieve
search: grep glob ls search find_file search_file search_dir search_file_content list_dir list_directory list_files
  codebase_search grep_search file_search ripgrep find tree list grep_files tool_search web_search websearch
  google_web_search search_files search_code find_files list_code_definition_names search_class search_method
  search_code_in_file glob_file_search semantic_search find_references list_mcp_resources search_codebase dir
edit: edit write create insert multi_edit multiedit edit_file write_file write_to_file replace replace_in_file
  search_replace apply_patch apply_diff patch notebook_edit create_file delete_file str_replace undo_edit move_file
  append_file file_write insert_edit_into_file replace_string_in_file edit_notebook_file reapply save_file delete
  insert_content replace_lines remove_file rename_file create_directory insert_line edit_linting write_text_file
  multi_replace_string_in_file edit_block update_file
plan: todo_write todowrite todo_read todoread update_plan task_tracker exit_plan_mode enter_plan_mode task_create
  task_update task_list task_get todo manage_todo_list write_todos plan set_goal update_todo_list
think: think sequentialthinking sequential_thinking reason scratchpad
delegate: task agent spawn_agent delegate delegate_to_browsing_agent send_input dispatch_agent subagent new_task
  run_subagent call_subagent handoff wait_agent close_agent resume_agent task_output task_stop send_message
submit: submit finish attempt_completion mark_task_complete task_done complete exit_forfeit submit_answer done
  final_answer exit complete_task task_complete submit_result terminate
say: ask_user_question message request_user_input ask_followup_question message_user ask_user send_message_to_user
run: write_stdin bash_output kill_shell kill_bash execute_ipython_cell run_ipython python ipython jupyter
  execute_python python_tool python_exec code_interpreter run_python execute_code repl run_code process monitor
test: run_tests test runtests run_test test_runner
""")
"""Tools, by their names in lower case with underscores."""

EDITORS = frozenset(
    {"str_replace_editor", "str_replace_based_edit_tool", "text_editor", "file_editor", "planning_file_editor"}
)
"""Tools that view and edit alike, as their argument `command` says."""

EDITOR_COMMANDS = _table("""
read: view
edit: create str_replace insert undo_edit write
""")

PROGRAMS = _table("""
read: cat head tail less more nl bat od xxd hexdump strings jq view open goto scroll_up scroll_down awk gawk cut sort
  uniq wc column tac diff cmp file stat md5sum sha256sum filemap readlink pdftotext scroll objdump nm readelf zcat rev
  paste comm decompile disassemble view_image set_cursors sed
search: grep egrep fgrep rg ag ack find fd ls tree locate which whereis type du pwd find_file search_file search_dir
  list_files ll dir fdfind zgrep
edit: patch apply_patch edit insert create undo_edit ed ex tee cp mv rm mkdir touch chmod ln unzip tar dos2unix
  truncate install rmdir chown unlink black autopep8 isort edit_file str_replace
test: pytest py.test nosetests nose2 tox nox jest mocha vitest ctest rspec phpunit ava karma runtests.py runtests
  trial unittest nose zope.testrunner tap cypress testem bats ginkgo gotestsum
submit: submit exit_forfeit finish
think: think
other: cd echo printf export source . sleep true false set unset alias ulimit exit pushd popd date whoami uname id
  hostname clear wait kill pkill killall for case test [ [[ read return function
""")
"""Programs and commands of shells; those of SWE-agent's interface included."""

GIT_COMMANDS = _table("""
read: diff show log status blame cat-file reflog shortlog describe rev-parse rev-list
search: grep ls-files ls-tree branch tag remote
edit: apply checkout restore reset stash revert commit add rm mv clean am cherry-pick merge rebase switch
""")
