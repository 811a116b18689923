drop table divergence;
drop table measure;
drop table measurer;
drop table cluster_decision;
