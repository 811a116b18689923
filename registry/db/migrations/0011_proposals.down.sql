drop table proposal_decision, proposal_comment, proposal_voice, proposal_text, proposal;
